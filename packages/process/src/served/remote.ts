import {
  Guard,
  NotSupportedError,
  WriteGuard,
  type Operation,
  type RwLock,
  type Signal,
} from '@heddle/core';
import {
  afterGrace,
  begin,
  currentHolder,
  decode,
  encode,
  Operation as Settled,
  ownerOf,
  thisThread,
  type Choice,
  type Holder,
  type Wait,
} from '@heddle/core/internal';
import { currentProcess } from '../current.ts';
import {
  allPeers,
  hears,
  isDone,
  pack,
  unpackOne,
  type Do,
  type Done,
  type Peer,
  type Reply,
} from './peer.ts';
import { FarWait } from './far-wait.ts';
import type { ServedClass } from './steps.ts';

/** Who has got a guard, and for what. */
interface Got {
  readonly holder: Holder;
  readonly writes: boolean;
}

/** What an object here stands for. */
export interface Remote {
  readonly peer: Peer;
  readonly number: number;
  readonly title: string;
  readonly served: ServedClass;
  /** The guards of it that have not been released. */
  readonly guards: Map<number, Got>;
  /** So many steps have been begun whose end is taken for granted. */
  early: number;
  /** So many of them since the last one that is answered. */
  quiet: number;
  /** One of them has failed, or would: no more of them. */
  mayFail: boolean;
  /** Why one of those has failed after all: who does the next one hears of it. */
  refused: unknown;
  /** So many items have come out of it here and are not marked as done. */
  open: number;
}

const remotes = new WeakMap<object, Remote>();
/** By whose they are and their numbers there. */
export const known: Map<string, WeakRef<object>> = new Map();

/** What this object stands for, if it stands for one of another process. */
export function remoteOf(object: object): Remote | undefined {
  return remotes.get(object);
}

/** `object` stands for what is described so. */
export function standsFor(object: object, remote: Remote): void {
  remotes.set(object, remote);
}

interface Calling {
  readonly wait: FarWait;
  readonly holder: Holder;
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
  if (!isDone(reply) && reply.type === 'refused') return refused(peer, reply);
  const call = isDone(reply) ? reply[0] : reply.call;
  const begun = earlies.get(call);
  if (begun !== undefined) {
    earlies.delete(call);
    begun.remote.early -= begun.count;
    if (!isDone(reply) && reply.type === 'failed') refuse(begun.remote, decode(reply.error));
    return;
  }
  const left = withdrawn.get(call);
  if (left !== undefined) {
    withdrawn.delete(call);
    if (isDone(reply)) giveBack(peer, left, reply);
    return;
  }
  const calling = calls.get(call);
  if (calling === undefined || calling.remote.peer !== peer) return;
  calls.delete(call);
  const { wait, remote, target, holder } = calling;
  if (wait.hasFailed(!isDone(reply) && reply.type === 'withdrawn')) return;
  try {
    const value = outcome(remote, target, reply, holder);
    cameOut(remote, stepOf.get(wait)!, value);
    wait._resolve(value);
  } catch (error) {
    wait._reject(error);
  }
}

/** As many steps whose end is taken for granted may be on their way; one of so many is answered, for those before it too. */
const mostEarly = 2048;
const answeredOf = 256;
const earlies = new Map<number, { readonly remote: Remote; readonly count: number }>();

/** A step that cannot fail, as far as is known here: it is not waited for. Undefined: it is to be. */
function early(
  object: object,
  step: string,
  args: readonly unknown[],
): Operation<void> | undefined {
  const remote = remotes.get(object)!;
  if (remote.refused !== undefined) {
    const error = remote.refused;
    remote.refused = undefined;
    return Settled.rejected(error);
  }
  if (remote.mayFail || remote.early >= mostEarly || whyLost.has(remote.peer)) return undefined;
  remote.early++;
  const isAnswered = ++remote.quiet === answeredOf;
  const to = isAnswered ? hears.caller : hears.nobody;
  const { call, request } = start(object, step, args, here(), to);
  if (isAnswered) {
    earlies.set(call, { remote, count: answeredOf });
    remote.quiet = 0;
  }
  remote.peer.send(request);
  return Settled.resolved<void>(undefined);
}

function refused(peer: Peer, { object, error }: Extract<Reply, { type: 'refused' }>): void {
  const remote = known.get(`${peer.uid}/${object}`)?.deref();
  if (remote !== undefined) refuse(remotes.get(remote)!, decode(error));
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

/** In a queue without a limit there is room. */
function isEndless(object: object): boolean {
  return 'put' in object && ((object as { maxsize?: number }).maxsize ?? 0) === 0;
}

/** What a `select` puts it must be able to put at once, for what is on its way to another process cannot be taken back. */
export function choiceToPut(object: object, item: unknown): Choice<unknown> {
  const { title } = remotes.get(object)!;
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
  const remote = remotes.get(object)!;
  const isCounted = remote.open > 0 && early(object, 'taskDone', []) !== undefined;
  if (isCounted) remote.open--;
  else ask(object, 'taskDone', []);
}

/** What has come out here goes back to where it was. */
export function putBack(object: object, items: readonly unknown[]): void {
  const { peer, number } = remotes.get(object)!;
  peer.send({
    type: 'putBack',
    object: number,
    items: encode(items, 'items', undefined, peer.boundary),
  });
}

/** What came too late for whoever has given it up: nothing is lost by that. */
function giveBack(
  peer: Peer,
  { remote, step }: { readonly remote: Remote; readonly step: string },
  [, packed, guard]: Done,
): void {
  if (guard !== undefined) peer.send({ type: 'release', guard });
  else if (step === '_get' || step === '_getMany') {
    const value = unpackOne(packed);
    const items = encode(step === '_get' ? [value] : value, 'items', undefined, peer.boundary);
    peer.send({ type: 'putBack', object: remote.number, items });
  }
}

/** Why what they served is no more. */
const whyLost = new WeakMap<Peer, () => Error>();

/** What it served is no more: nobody would answer. */
function refusal({ peer }: Remote): Operation<never> | undefined {
  const why = whyLost.get(peer);
  return why && Settled.rejected(why());
}

/** The process that serves them is gone. */
export function lost(peer: Peer, why: () => Error): void {
  whyLost.set(peer, why);
  for (const [number, { wait, remote }] of calls) {
    if (remote.peer !== peer) continue;
    calls.delete(number);
    wait._reject(why());
  }
  for (const [number, { remote }] of withdrawn) {
    if (remote.peer === peer) withdrawn.delete(number);
  }
  for (const [number, { remote }] of earlies) {
    if (remote.peer === peer) earlies.delete(number);
  }
}

function cameOut(remote: Remote, step: string, value: unknown): void {
  if (step === '_get' || (step === '_tryGet' && value !== undefined)) remote.open++;
  else if (step === '_getMany') remote.open += (value as unknown[]).length;
}

/** @throws what the step has thrown there */
function outcome(remote: Remote, target: object, reply: Reply, holder: Holder): unknown {
  if (!isDone(reply)) {
    if (reply.type === 'failed') throw decode(reply.error);
    return undefined;
  }
  const [, packed, guard] = reply;
  const value = unpackOne(packed);
  if (guard === undefined) return value;
  return guardOf(remote, target, guard, { holder, writes: value === 'write' });
}

function guardOf(remote: Remote, target: object, number: number, got: Got): Guard {
  remote.guards.set(number, got);
  const { writes } = got;
  const guard = writes
    ? new WriteGuard(target as RwLock, number)
    : new Guard(target as never, number);
  if (remote.served.hasPermits === true) letGo.register(guard, { remote, number });
  return guard;
}

/** Of a semaphore nobody need keep guards: they go without being released. */
const letGo = new FinalizationRegistry<{ readonly remote: Remote; readonly number: number }>(
  ({ remote, number }) => {
    if (remote.guards.delete(number)) remote.peer.send({ type: 'forgetsGuard', guard: number });
  },
);

const whoNumbers = new WeakMap<Holder, number>();
/** Of whom each has been told. */
const told = new WeakMap<Peer, WeakSet<Holder>>();
let whoCount = 0;

/** Its number, which the peer knows. */
function whoIs(peer: Peer, holder: Holder): number {
  let number = whoNumbers.get(holder);
  if (number === undefined) whoNumbers.set(holder, (number = ++whoCount));
  let toldOf = told.get(peer);
  if (toldOf === undefined) told.set(peer, (toldOf = new WeakSet()));
  if (!toldOf.has(holder)) {
    toldOf.add(holder);
    const name = holder.describe().replace(/\(main\)$/, `(${currentProcess().name})`);
    peer.send({ type: 'who', number, name });
    ended.register(holder, { peer: new WeakRef(peer), number });
  }
  return number;
}

/** The thread itself never ends: it keeps no process that has. */
const ended = new FinalizationRegistry<{ readonly peer: WeakRef<Peer>; readonly number: number }>(
  ({ peer, number }) => peer.deref()?.send({ type: 'leaves', number }),
);

/** Who did something here on behalf of another process, and elsewhere in turn, has died with that process. */
export function holderDied(holder: Holder): void {
  const number = whoNumbers.get(holder);
  if (number === undefined) return;
  for (const peer of allPeers()) {
    if (told.get(peer)?.has(holder) === true) peer.send({ type: 'dies', number });
  }
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
  to: Do[5],
): { readonly remote: Remote; readonly call: number; readonly request: Do } {
  const remote = remotes.get(object)!;
  const packed = pack(args, remote.peer.boundary); // if that fails, nothing is told
  const call = ++count;
  const who = whoIs(remote.peer, holder);
  return { remote, call, request: [call, remote.number, step, packed, who, to] };
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
    () => refusal(remote),
    () => enter(object, step, args, as ?? holder, isFinite),
    () => 'its process has not answered',
  );
}

export function enter(
  object: object,
  step: string,
  args: readonly unknown[],
  holder: Holder = here(),
  isFinite: boolean = false,
): FarWait {
  const { remote, call, request } = start(object, step, args, holder, hears.caller);
  const verb = step.replace(/^_/, '');
  const owner = holder === thisThread ? undefined : holder;
  const giveUp = remote.served.heldOnTo?.includes(step)
    ? (isCancelled: boolean): void => {
        if (calls.has(call)) remote.peer.send({ type: 'giveUp', call, isCancelled });
      }
    : undefined;
  const wait = new FarWait(object as never, verb, owner, giveUp);
  wait.finite = isFinite;
  calls.set(call, { wait, holder, remote, target: object });
  numbers.set(wait, call);
  stepOf.set(wait, step);
  remote.peer.send(request);
  return wait;
}

export function choice(object: object, step: string, args: readonly unknown[]): Choice<unknown> {
  const remote = remotes.get(object)!;
  return {
    describe: () => `${step.replace(/^_/, '')} of ${remote.title}`,
    attempt: () => refusal(remote),
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
  const { remote, request } = start(object, step, args, holder, hears.blockedCaller);
  const value = outcome(remote, object, peer.ask(request), holder);
  cameOut(remote, step, value);
  return value;
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
  const { peer } = remotes.get(object)!;
  peer.send({ type, call, who: whoIs(peer, who) });
}
