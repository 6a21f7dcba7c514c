import {
  Guard,
  NotSupportedError,
  WriteGuard,
  type Operation,
  type RwLock,
  type Signal,
} from '@heddle/core';
import {
  begin,
  currentHolder,
  decode,
  encode,
  ownerOf,
  Pending,
  thisThread,
  type Choice,
  type Holder,
  type Wait,
} from '@heddle/core/internal';
import { processBoundary } from '../boundary.ts';
import { currentProcess } from '../current.ts';
import type { Peer, Reply, Who } from './peer.ts';
import type { ServedClass } from './steps.ts';

/** What an object here stands for. */
export interface Remote {
  readonly peer: Peer;
  readonly number: number;
  readonly title: string;
  readonly served: ServedClass;
  /** The guards of it that have not been released. */
  readonly guards: Set<number>;
}

const remotes = new WeakMap<object, Remote>();
/** What this object stands for, if it stands for one of another process. */
export function remoteOf(object: object): Remote | undefined {
  return remotes.get(object);
}

/** `object` stands for what is described so. */
export function standsFor(object: object, remote: Remote): void {
  remotes.set(object, remote);
}

interface Calling {
  readonly wait: Pending<unknown>;
  readonly remote: Remote;
  readonly target: object;
}

/** What this process has asked for, and has no answer to. */
const calls = new Map<number, Calling>();
const numbers = new WeakMap<Wait, number>();
const stepOf = new WeakMap<Wait, string>();
let count = 0;

/** Steps that nobody waits for any more, and whose answers may be on their way. */
const withdrawn = new Map<number, { readonly remote: Remote; readonly step: string }>();

/** The owner has answered. */
export function answered(peer: Peer, reply: Reply): void {
  const left = withdrawn.get(reply.call);
  if (left !== undefined) {
    withdrawn.delete(reply.call);
    giveBack(peer, left, reply);
    return;
  }
  const calling = calls.get(reply.call);
  if (reply.type === 'withdrawn' || calling === undefined || calling.remote.peer !== peer) return;
  calls.delete(reply.call);
  const { wait, remote, target } = calling;
  try {
    wait._resolve(outcome(remote, target, reply));
  } catch (error) {
    wait._reject(error);
  }
}

/** What came too late for whoever has given it up: nothing is lost by that. */
function giveBack(
  peer: Peer,
  { remote, step }: { readonly remote: Remote; readonly step: string },
  reply: Reply,
): void {
  if (reply.type !== 'done') return;
  if (reply.guard !== undefined) peer.send({ type: 'release', guard: reply.guard });
  else if (step === '_get' || step === '_getMany') {
    const value = decode(reply.value);
    const items = encode(step === '_get' ? [value] : value, 'items', undefined, processBoundary);
    peer.send({ type: 'putBack', object: remote.number, items });
  }
}

/** The process that serves them is gone. */
export function lost(peer: Peer, why: () => Error): void {
  for (const [number, { wait, remote }] of calls) {
    if (remote.peer !== peer) continue;
    calls.delete(number);
    wait._reject(why());
  }
}

/** @throws what the step has thrown there */
function outcome(remote: Remote, target: object, reply: Reply): unknown {
  if (reply.type === 'failed') throw decode(reply.error);
  if (reply.type === 'withdrawn') return undefined;
  const value = decode(reply.value);
  return reply.guard === undefined
    ? value
    : guardOf(remote, target, reply.guard, value === 'write');
}

function guardOf(remote: Remote, target: object, number: number, writes: boolean): Guard {
  remote.guards.add(number);
  return writes ? new WriteGuard(target as RwLock, number) : new Guard(target as never, number);
}

const whoNumbers = new WeakMap<Holder, number>();
let whoCount = 0;

function whoIs(holder: Holder): Who {
  let number = whoNumbers.get(holder);
  if (number === undefined) whoNumbers.set(holder, (number = ++whoCount));
  return [number, holder.describe().replace(/\(main\)$/, `(${currentProcess().name})`)];
}

/** Who is running. */
export function here(): Holder {
  return currentHolder() ?? thisThread;
}

interface Options {
  readonly signal?: Signal;
  readonly owner?: object;
  readonly timeout?: number;
}

/** Its options as the owner gets them: a signal stays here, and who does it goes another way. */
function divided(
  args: readonly unknown[],
  at: number | undefined,
  action: string,
): { args: unknown[]; signal: Signal | undefined; holder: Holder; isFinite: boolean } {
  const sent = [...args];
  const options = at === undefined ? undefined : sent[at];
  if (at === undefined || typeof options !== 'object' || options === null) {
    return { args: sent, signal: undefined, holder: here(), isFinite: false };
  }
  const { signal, owner, ...rest } = options as Options;
  sent[at] = rest;
  const holder = owner === undefined ? here() : ownerOf(owner, () => action);
  const { timeout = Infinity } = rest;
  return { args: sent, signal, holder, isFinite: signal !== undefined || timeout !== Infinity };
}

function start(
  object: object,
  step: string,
  args: readonly unknown[],
  holder: Holder,
  blocks: boolean,
) {
  const remote = remotes.get(object)!;
  const call = ++count;
  const request = {
    type: 'do',
    call,
    object: remote.number,
    step,
    args: encode(args, 'args', undefined, processBoundary),
    who: whoIs(holder),
    blocks,
  } as const;
  return { remote, call, request };
}

/** A step that may take time. `as`: who does it, if not who is running. */
export function operate(
  object: object,
  step: string,
  given: readonly unknown[],
  as?: Holder,
): Operation<unknown> {
  const remote = remotes.get(object)!;
  const at = remote.served.operations![step];
  const action = `${step.replace(/^_/, '')} of ${remote.title}`;
  const { args, signal, holder, isFinite } = divided(given, at, action);
  return begin(
    signal && { signal },
    () => action,
    () => undefined,
    () => enter(object, step, args, as ?? holder, isFinite),
    () => 'its process has not answered',
  );
}

function enter(
  object: object,
  step: string,
  args: readonly unknown[],
  holder: Holder = here(),
  isFinite: boolean = false,
): Pending<unknown> {
  const { remote, call, request } = start(object, step, args, holder, false);
  const verb = step.replace(/^_/, '');
  const wait = new Pending<unknown>(
    object as never,
    verb,
    holder === thisThread ? undefined : holder,
  );
  wait.finite = isFinite;
  calls.set(call, { wait, remote, target: object });
  numbers.set(wait, call);
  stepOf.set(wait, step);
  remote.peer.send(request);
  return wait;
}

export function choice(object: object, step: string, args: readonly unknown[]): Choice<unknown> {
  const { title } = remotes.get(object)!;
  return {
    describe: () => `${step.replace(/^_/, '')} of ${title}`,
    attempt: () => undefined,
    enter: () => enter(object, step, args),
    explain: () => 'its process has not answered',
  };
}

/** A step that blocks this process until its answer has come. */
export function ask(
  object: object,
  step: string,
  given: readonly unknown[],
  optionsAt?: number,
): unknown {
  const { title, peer } = remotes.get(object)!;
  if (peer.ask === undefined) {
    throw new NotSupportedError(
      `cannot do this with ${title} at once: a child process serves it, whose answer comes into the event loop; await an operation of it in place`,
      'blocking',
    );
  }
  const { args, holder } = divided(given, optionsAt, `${step} of ${title}`);
  const { remote, request } = start(object, step, args, holder, true);
  return outcome(remote, object, peer.ask(request));
}

/** Nobody waits for it any more. */
export function withdraw(object: object, wait: Wait): void {
  const call = numbers.get(wait);
  if (call === undefined || !calls.delete(call)) return;
  const remote = remotes.get(object)!;
  withdrawn.set(call, { remote, step: stepOf.get(wait)! });
  remote.peer.send({ type: 'withdraw', call });
}

/** `who` can do nothing else until then, or can. */
export function tellBlocked(
  object: object,
  type: 'blocked' | 'unblocked',
  wait: Wait,
  who: Holder,
): void {
  const call = numbers.get(wait);
  if (call === undefined || !calls.has(call)) return;
  remotes.get(object)!.peer.send({ type, call, who: whoIs(who) });
}
