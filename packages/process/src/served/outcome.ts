import { decode, type Holder } from '@heddle/core/internal';
import { guardOf } from './guards.ts';
import { isDone, unpackOne, type Reply } from './peer.ts';
import type { Remote } from './remote.ts';

/** A step that was begun, and by whom. */
export interface Step {
  readonly remote: Remote;
  readonly target: object;
  readonly name: string;
  readonly holder: Holder;
}

/** What a step has given here. @throws what it has thrown there */
export function outcomeOf({ remote, target, name, holder }: Step, reply: Reply): unknown {
  if (!isDone(reply)) {
    if (reply.type === 'failed') throw decode(reply.error);
    return undefined;
  }
  const [, packed, guard] = reply;
  const value = unpackOne(packed);
  if (guard !== undefined) {
    return guardOf(remote, target, guard, { holder, writes: value === 'write' });
  }
  cameOut(remote, name, value);
  return value;
}

/** Items that are here now, and are to be marked as done. */
function cameOut(remote: Remote, step: string, value: unknown): void {
  if (step === '_get' || (step === '_tryGet' && value !== undefined)) remote.open++;
  else if (step === '_getMany') remote.open += (value as unknown[]).length;
}
