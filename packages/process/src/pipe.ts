import { InvalidArgumentError } from '@heddle/core';
import { nameFor, requireOptions, show, type Known } from '@heddle/core/internal';
import { Connection } from './connection.ts';
import type { Joint } from './joint.ts';

export interface PipeOptions {
  /** Both ends send and receive. @default true */
  duplex?: boolean;
  /** How messages call its ends: `<name>-a` and `<name>-b`. @default pipe-1, pipe-2, … */
  name?: string;
}

const known: Known<PipeOptions> = { duplex: true, name: true };
let count = 0;

/**
 * Two ends of a way for values, between tasks or, once an end was handed to one, between processes. With `duplex: false` the
 * first one only receives, and the second one only sends.
 * @example
 * const [here, there] = Pipe<string>();
 * const process = Process.start({ target: talk.greet, args: [there] }); // greet(end) { end.send('hello'); end.close(); }
 * for await (const line of here) console.log(line);
 * @throws InvalidArgumentError
 * Python: multiprocessing.Pipe.
 */
export function Pipe<T = unknown>(options: PipeOptions = {}): [Connection<T>, Connection<T>] {
  requireOptions('Pipe', options, known);
  const { duplex = true, name } = options;
  if (typeof duplex !== 'boolean') {
    throw new InvalidArgumentError(`Pipe: duplex must be true or false, got ${show(duplex)}`);
  }
  const title = name === undefined ? `pipe-${++count}` : nameFor('Pipe', name);
  const joint = { ports: [] as unknown } as Joint;
  return [
    new Connection<T>(`${title}-a`, { receives: true, sends: duplex }, joint, 0),
    new Connection<T>(`${title}-b`, { receives: duplex, sends: true }, joint, 1),
  ];
}
