import { NotSupportedError, type Operation } from '@heddle/core';
import { encode, type Choice } from '@heddle/core/internal';
import { enter } from './calls.ts';
import { early } from './early.ts';
import { ask, operate } from './operate.ts';
import { remoteOf } from './remote.ts';

/** In a queue without a limit there is room. */
function isEndless(object: object): boolean {
  return 'put' in object && ((object as { maxsize?: number }).maxsize ?? 0) === 0;
}

/** What a `select` puts it must be able to put at once, for what is on its way to another process cannot be taken back. */
export function choiceToPut(object: object, item: unknown): Choice<unknown> {
  const { title } = remoteOf(object)!;
  if (!isEndless(object)) {
    throw new NotSupportedError(
      `select cannot put into ${title}: it has a limit, and another process serves it; let a task put it, and select that task`,
      'sharedMemory',
    );
  }
  return {
    describe: () => `put of ${title}`,
    attempt: () => put(object, item, undefined),
    enter: () => enter(object, '_put', [item]),
    explain: () => 'its process has not answered',
  };
}

/** A put that was refused after all fails the next one. */
export function put(object: object, item: unknown, options: unknown): Operation<unknown> {
  const now =
    options === undefined && isEndless(object) ? early(object, '_put', [item]) : undefined;
  return now ?? operate(object, '_put', [item, options]);
}

/** That of an item which has come out here cannot be one too many. */
export function taskDone(object: object): void {
  const remote = remoteOf(object)!;
  const isCounted = remote.open > 0 && early(object, 'taskDone', []) !== undefined;
  if (isCounted) remote.open--;
  else ask(object, 'taskDone', []);
}

/** What has come out here goes back to where it was. */
export function putBack(object: object, items: readonly unknown[]): void {
  const { peer, number } = remoteOf(object)!;
  peer.send({
    type: 'putBack',
    object: number,
    items: encode(items, 'items', undefined, peer.boundary),
  });
}
