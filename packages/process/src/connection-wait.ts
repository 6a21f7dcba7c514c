import { InvalidArgumentError, type WaitOptions } from '@heddle/core';
import { show, type Choice, type Operation } from '@heddle/core/internal';
import { Connection } from './connection.ts';
import { Process } from './process.ts';
import { Sentinel } from './sentinel.ts';
import { whenReady } from './when-ready.ts';

/** What `connectionWait` waits for: a value or the end of file; the end of a process. */
export type WaitedFor = Connection | Sentinel | Process;

/**
 * Those that are ready, in the order in which they were given, as soon as one of them is: a connection that has something to
 * receive or is at its end, a process that has ended, or its sentinel. Nothing is received. After `timeout` milliseconds: none.
 * @example for (const one of await connectionWait([connection, process.sentinel])) …
 * @throws InvalidArgumentError for anything else, and if there is nothing to wait for; InvalidStateError for a connection that is
 * closed or only sends; `signal.reason`.
 * Python: multiprocessing.connection.wait.
 */
export function connectionWait<W extends WaitedFor>(
  objects: Iterable<W>,
  options: WaitOptions = {},
): Operation<W[]> {
  const all = [...new Set(listOf(objects))];
  if (all.length === 0) {
    throw new InvalidArgumentError('connectionWait: there is nothing to wait for in []');
  }
  const things = all.map(readinessOf);
  return whenReady('connectionWait', things, options, (ready) =>
    all.filter((_, index) => ready[index]),
  );
}

function listOf<W>(objects: Iterable<W>): Iterable<W> {
  if (typeof objects === 'object' && objects !== null && Symbol.iterator in objects) return objects;
  throw new InvalidArgumentError(
    `connectionWait: needs an array or another iterable, got ${show(objects)}`,
  );
}

function readinessOf(object: unknown, index: number): Choice<void> {
  if (object instanceof Connection) return object._readiness();
  if (object instanceof Sentinel) return object._choice();
  if (object instanceof Process) return object.sentinel._choice();
  throw new InvalidArgumentError(
    `connectionWait: [${index}] must be a Connection, a Process or its sentinel, got ${show(object)}`,
  );
}
