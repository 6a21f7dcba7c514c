import { encode, thisThread, type Holder, type Wait } from '@heddle/core/internal';
import { endedEarly, forgetEarly, refused } from './early.ts';
import { FarWait } from './far-wait.ts';
import { noteLost } from './lost.ts';
import { outcomeOf, type Step } from './outcome.ts';
import { hears, isDone, unpackOne, type Done, type Peer, type Reply } from './peer.ts';
import { requestFor } from './request.ts';
import { here, whoIs } from './who.ts';

interface Calling extends Step {
  readonly wait: FarWait;
}

/** What this process has asked for, and has no answer to. */
const calls = new Map<number, Calling>();
const numbers = new WeakMap<Wait, number>();

/** Steps that nobody waits for any more, and whose answers may be on their way. */
const withdrawn = new Map<number, Step>();

/** Begins a step that may take time. */
export function enter(
  object: object,
  name: string,
  args: readonly unknown[],
  holder: Holder = here(),
  isFinite: boolean = false,
): FarWait {
  const { remote, call, request } = requestFor(object, name, args, holder, hears.caller);
  const verb = name.replace(/^_/, '');
  const owner = holder === thisThread ? undefined : holder;
  const giveUp = remote.served.heldOnTo?.includes(name)
    ? (isCancelled: boolean): void => {
        if (calls.has(call)) remote.peer.send({ type: 'giveUp', call, isCancelled });
      }
    : undefined;
  const wait = new FarWait(object as never, verb, owner, giveUp);
  wait.finite = isFinite;
  calls.set(call, { wait, holder, remote, target: object, name });
  numbers.set(wait, call);
  remote.peer.send(request);
  return wait;
}

/** The owner has answered. */
export function answered(peer: Peer, reply: Reply): void {
  if (!isDone(reply) && reply.type === 'refused') return refused(peer, reply);
  if (endedEarly(reply)) return;
  const call = isDone(reply) ? reply[0] : reply.call;
  const left = withdrawn.get(call);
  if (left !== undefined) {
    withdrawn.delete(call);
    if (isDone(reply)) giveBack(peer, left, reply);
    return;
  }
  const calling = calls.get(call);
  if (calling === undefined || calling.remote.peer !== peer) return;
  calls.delete(call);
  const { wait } = calling;
  if (wait.hasFailed(!isDone(reply) && reply.type === 'withdrawn')) return;
  try {
    wait._resolve(outcomeOf(calling, reply));
  } catch (error) {
    wait._reject(error);
  }
}

/** What came too late for whoever has given it up: nothing is lost by that. */
function giveBack(peer: Peer, { remote, name }: Step, [, packed, guard]: Done): void {
  if (guard !== undefined) peer.send({ type: 'release', guard });
  else if (name === '_get' || name === '_getMany') {
    const value = unpackOne(packed);
    const items = encode(name === '_get' ? [value] : value, 'items', undefined, peer.boundary);
    peer.send({ type: 'putBack', object: remote.number, items });
  }
}

/** Nobody waits for it any more. */
export function withdraw(wait: Wait): void {
  const call = numbers.get(wait)!;
  const calling = calls.get(call);
  if (calling === undefined) return;
  calls.delete(call);
  withdrawn.set(call, calling);
  calling.remote.peer.send({ type: 'withdraw', call });
}

/** `who` can do nothing else until then, or can. */
export function tellBlocked(type: 'blocked' | 'unblocked', wait: Wait, who: Holder): void {
  const call = numbers.get(wait)!;
  const calling = calls.get(call);
  if (calling === undefined) return;
  const { peer } = calling.remote;
  peer.send({ type, call, who: whoIs(peer, who) });
}

/** The process that serves them is gone. */
export function lost(peer: Peer, why: () => Error): void {
  noteLost(peer, why);
  for (const [call, { wait, remote }] of calls) {
    if (remote.peer !== peer) continue;
    calls.delete(call);
    wait._reject(why());
  }
  for (const [call, { remote }] of withdrawn) if (remote.peer === peer) withdrawn.delete(call);
  forgetEarly(peer);
}
