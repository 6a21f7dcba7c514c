import type { Operation } from '@heddle/core';
import { afterGrace, decode, Operation as Settled } from '@heddle/core/internal';
import { isLost } from './lost.ts';
import { hears, isDone, type Done, type Peer, type Reply } from './peer.ts';
import { known, remoteOf, type Remote } from './remote.ts';
import { requestFor } from './request.ts';
import { here } from './who.ts';

/** As many steps whose end is taken for granted may be on their way; one of so many is answered, for those before it too. */
const mostEarly = 2048;
const answeredOf = 256;
const earlies = new Map<number, { readonly remote: Remote; readonly count: number }>();

/** A step that cannot fail, as far as is known here: it is not waited for. Undefined: it is to be. */
export function early(
  object: object,
  step: string,
  args: readonly unknown[],
): Operation<void> | undefined {
  const remote = remoteOf(object)!;
  if (remote.refused !== undefined) {
    const error = remote.refused;
    remote.refused = undefined;
    return Settled.rejected(error);
  }
  if (remote.mayFail || remote.early >= mostEarly || isLost(remote.peer)) return undefined;
  remote.early++;
  const isAnswered = ++remote.quiet === answeredOf;
  const to = isAnswered ? hears.caller : hears.nobody;
  const { call, request } = requestFor(object, step, args, here(), to);
  if (isAnswered) {
    earlies.set(call, { remote, count: answeredOf });
    remote.quiet = 0;
  }
  remote.peer.send(request);
  return Settled.resolved<void>(undefined);
}

/** One of which nobody was to hear has failed. */
export function refused(peer: Peer, { object, error }: Extract<Reply, { type: 'refused' }>): void {
  const remote = known.get(`${peer.uid}/${object}`)?.deref();
  if (remote !== undefined) refuse(remoteOf(remote)!, decode(error));
}

/** Is it the answer to steps of that kind? */
export function endedEarly(reply: Done | Extract<Reply, { call: number }>): boolean {
  const call = isDone(reply) ? reply[0] : reply.call;
  const begun = earlies.get(call);
  if (begun === undefined) return false;
  earlies.delete(call);
  begun.remote.early -= begun.count;
  if (!isDone(reply) && reply.type === 'failed') refuse(begun.remote, decode(reply.error));
  return true;
}

/** The process that was to do them is gone. */
export function forgetEarly(peer: Peer): void {
  for (const [call, { remote }] of earlies) if (remote.peer === peer) earlies.delete(call);
}

/** Nobody puts again, and the item was not taken: that is told as what nobody looks at. */
function refuse(remote: Remote, error: unknown): void {
  remote.refused = error;
  remote.mayFail = true;
  afterGrace(() => {
    if (remote.refused !== error) return;
    remote.refused = undefined;
    Settled.rejected(error);
  });
}
