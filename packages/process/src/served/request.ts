import type { Holder } from '@heddle/core/internal';
import { pack, type Do } from './peer.ts';
import { remoteOf, type Remote } from './remote.ts';
import { whoIs } from './who.ts';

let count = 0;

/** A step of an object, as its owner is asked for it. @throws CannotSendError; then nothing is told. */
export function requestFor(
  object: object,
  step: string,
  args: readonly unknown[],
  holder: Holder,
  to: Do[5],
): { readonly remote: Remote; readonly call: number; readonly request: Do } {
  const remote = remoteOf(object)!;
  const packed = pack(args, remote.peer.boundary);
  const call = ++count;
  const who = whoIs(remote.peer, holder);
  return { remote, call, request: [call, remote.number, step, packed, who, to] };
}
