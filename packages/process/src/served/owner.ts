import {
  CancelledError,
  DeadlockError,
  Guard,
  InvalidHandleError,
  SpentGuardError,
  WriteGuard,
  type Queue,
  type Semaphore,
} from '@heddle/core';
import { decode, encode, Operation, type Observer, type Wired } from '@heddle/core/internal';
import { Flow } from './flow.ts';
import { entryOf, forgetIfUnused, hasArrived, wasDropped, type Entry } from './handles.ts';
import { Held, unlessOver } from './held.ts';
import {
  hears,
  isDo,
  packOne,
  unpack,
  type Do,
  type Peer,
  type Reply,
  type Request,
} from './peer.ts';
import { holderDied, remoteOf } from './remote.ts';
import { ReturnedItems } from './returned-items.ts';

interface Begun {
  readonly operation: Operation<unknown>;
  readonly flow: Flow;
  readonly observer: Observer;
}

/** What a step ends with that the other process has given up. */
const givenUp = new CancelledError('the process that waited has given it up');

/** What this process does for another one with the objects that it serves, and what that one has of them. */
export class Owner {
  readonly #peer: Peer;
  /** Answers a call in which the other is blocked. */
  readonly #reply: (reply: Reply) => void;
  readonly #flows: Map<number, Flow> = new Map();
  readonly #begun = new Map<number, Begun>();
  readonly #held = new Map<number, Held>();
  /** Of each semaphore, how many permits it has, by guards that it may have let go of. */
  readonly #permits = new Map<Entry, number>();
  readonly #entries = new Set<Entry>();
  readonly #taken: ReturnedItems;
  /** What it has begun and is to end. */
  readonly #lent: Set<Entry> = new Set();
  #guards = 0;

  /** @param returnsItems What it has taken out of queues and not marked as done goes back when it dies. */
  constructor(peer: Peer, reply: (reply: Reply) => void, returnsItems: boolean) {
    this.#peer = peer;
    this.#reply = reply;
    this.#taken = new ReturnedItems(returnsItems);
  }

  /** The other process has objects of this one. */
  get isUsed(): boolean {
    return this.#entries.size > 0;
  }

  receive(request: Request): void {
    if (isDo(request)) return this.#do(request);
    switch (request.type) {
      case 'who':
        this.#flows.set(request.number, new Flow(request.name));
        return;
      case 'leaves':
      case 'dies':
        return this.#leaves(request.number, request.type === 'dies');
      case 'withdraw':
        return this.#withdraw(request.call);
      case 'giveUp':
        return this.#giveUp(request.call, request.isCancelled);
      case 'blocked':
      case 'unblocked': {
        const begun = this.#begun.get(request.call);
        if (begun === undefined) return;
        const flow = this.#flowOf(request.who);
        if (request.type === 'blocked') flow.blocks(begun.operation);
        else flow.goesOn(begun.operation);
        return;
      }
      case 'release':
        return this.#release(request.guard);
      case 'forgetsGuard':
        return this.#forgets(request.guard);
      case 'putBack':
        return this.#putBack(request.object, request.items);
      case 'has':
        return this.#has(request.handOver);
      case 'dropped':
        return wasDropped(request.handOver);
      case 'forgets':
        return this.#forgetsObject(request.object);
    }
  }

  #has(handOver: number): void {
    const entry = hasArrived(handOver, this.#peer);
    if (entry !== undefined) this.#entries.add(entry);
  }

  #forgetsObject(number: number): void {
    const entry = entryOf(number);
    const users = entry?.users.get(this.#peer);
    if (entry === undefined || users === undefined) return;
    if (users > 1) {
      entry.users.set(this.#peer, users - 1);
      return;
    }
    entry.users.delete(this.#peer);
    this.#entries.delete(entry);
    forgetIfUnused(entry);
  }

  /** Whose end cannot be told apart from a pause is kept for as long as it holds something. */
  #leaves(number: number, dies: boolean): void {
    const flow = this.#flows.get(number);
    if (flow === undefined) return;
    flow.hasLeft = true;
    if (dies) {
      for (const [guard, held] of this.#held) if (held.flow === flow) this.#held.delete(guard);
      this.#dies(flow);
    }
    this.#forgetIfGone(number, flow);
  }

  #forgetIfGone(number: number, flow: Flow): void {
    if (!flow.hasLeft) return;
    for (const held of this.#held.values()) if (held.flow === flow) return;
    this.#flows.delete(number);
  }

  #dies(flow: Flow): void {
    flow.dies();
    holderDied(flow);
  }

  #hasPermits(entry: Entry, more: number): void {
    if (more === 0) return;
    const permits = (this.#permits.get(entry) ?? 0) + more;
    if (permits > 0) this.#permits.set(entry, permits);
    else this.#permits.delete(entry); // more were released than it had
  }

  /** The other process has let go of a guard; what it has taken by that it may still release. */
  #forgets(number: number): void {
    const held = this.#held.get(number);
    if (held === undefined || held.permits === 0 || held.isFar) return;
    this.#held.delete(number);
    this.#forgetIfGone(held.who, held.flow);
  }

  #drop(number: number): Held | undefined {
    const held = this.#held.get(number);
    if (held === undefined) return undefined;
    this.#held.delete(number);
    this.#hasPermits(held.entry, -held.permits);
    this.#forgetIfGone(held.who, held.flow);
    return held;
  }

  #flowOf(number: number): Flow {
    const flow = this.#flows.get(number);
    if (flow === undefined) throw new InvalidHandleError(`nobody has the number ${number} here`);
    return flow;
  }

  #do(request: Do): void {
    const [, object, step, packed, who] = request;
    try {
      const entry = entryOf(object);
      if (entry === undefined) {
        throw new InvalidHandleError('what this stood for is gone: its process keeps it no longer');
      }
      const flow = this.#flowOf(who);
      const args = unpack(packed);
      const value = flow.run(() => this.#step(entry, step, args, flow));
      if (value instanceof Operation) this.#follow(request, entry, flow, value, args);
      else this.#answer(request, this.#done(request, entry, flow, value, args));
    } catch (error) {
      this.#fail(request, error);
    }
  }

  #answer([, , , , , who]: Do, reply: Reply): void {
    if (who === hears.blockedCaller) this.#reply(reply);
    else if (who === hears.caller) this.#peer.send(reply);
  }

  #fail(request: Do, error: unknown): void {
    const [call, object, , , , who] = request;
    const wired = errorFor(this.#peer, error);
    if (who === hears.nobody) this.#peer.send({ type: 'refused', object, error: wired });
    else this.#answer(request, { type: 'failed', call, error: wired });
  }

  /** @throws what the step throws; InvalidHandleError for one that is not served */
  #step(entry: Entry, step: string, args: unknown[], flow: Flow): unknown {
    const { object, served } = entry;
    if (Object.hasOwn(served.operations ?? {}, step) || served.calls?.includes(step) === true) {
      const method = Reflect.get(object, step) as (...given: unknown[]) => unknown;
      const value = method.apply(object, args);
      this.#did(entry, step, args, flow);
      return value;
    }
    if (step === 'downgrade') return this.#downgrade(entry, args[0] as number);
    if (step === 'releaseGuard') return this.#releaseGuard(entry, args[0] as number);
    const [verb, name = ''] = step.split(' ');
    const isField = served.fieldsOf?.(object).includes(name) === true;
    if (verb === 'get' && (isField || served.getters?.includes(name) === true)) {
      return Reflect.get(object, name) as unknown;
    }
    if (verb === 'set' && (isField || served.settable?.includes(name) === true)) {
      (object as Record<string, unknown>)[name] = args[0];
      return undefined;
    }
    throw new InvalidHandleError(`${step} of ${served.id} is not served to other processes`);
  }

  #did(entry: Entry, step: string, args: readonly unknown[], flow: Flow): void {
    if (step === 'release') this.#releasedBy(entry, args[0]);
    else if (step === '_release') this.#leftBy(entry, flow, args[0] as boolean);
    else if (step === 'taskDone') this.#taken.done(entry.object);
    else if (step === entry.served.lent?.end) this.#lent.delete(entry);
  }

  #downgrade(entry: Entry, number: number): Guard {
    const held = this.#held.get(number);
    if (held?.entry !== entry || !(held.guard instanceof WriteGuard)) throw spent(entry);
    const guard = held.guard.downgrade();
    this.#held.delete(number);
    return guard;
  }

  /** False: somebody else has released it before. @throws OverReleaseError */
  #releaseGuard(entry: Entry, number: number): boolean {
    const held = this.#held.get(number);
    if (held?.entry !== entry) return false;
    this.#drop(number);
    try {
      held.guard.release();
      return true;
    } catch (error) {
      if (error instanceof SpentGuardError) return false;
      throw error;
    }
  }

  #follow(
    request: Do,
    entry: Entry,
    flow: Flow,
    operation: Operation<unknown>,
    args: readonly unknown[],
  ): void {
    const [call, , , , , who] = request;
    const settled = (): void => {
      this.#begun.delete(call);
      flow.goesOn(operation);
      operation._looked();
      if (operation._state === 2 && operation._value === givenUp) {
        this.#answer(request, { type: 'withdrawn', call });
        return;
      }
      try {
        this.#answer(request, this.#done(request, entry, flow, operation._outcome(), args));
      } catch (error) {
        this.#fail(request, error);
      }
    };
    if (operation._settled) return settled();
    const observer: Observer = { settled };
    this.#begun.set(call, { operation, flow, observer });
    operation._observe(observer);
    if (who === hears.blockedCaller) this.#blocksAll(entry, flow, operation);
  }

  /** The other process is blocked, with all its tasks: one of them that holds what is waited for will never release it. */
  #blocksAll(entry: Entry, flow: Flow, operation: Operation<unknown>): void {
    if ((operation as unknown as { finite: boolean }).finite) return;
    const { holder } = entry.object as { holder?: unknown };
    if (holder instanceof Flow && holder !== flow && [...this.#flows.values()].includes(holder)) {
      const title = (entry.object as { describe(): string }).describe();
      operation._giveUp(
        new DeadlockError([
          { holder: flow.describe(), holds: 'the only thread of its process', waitsFor: title },
          { holder: holder.describe(), holds: title, waitsFor: 'its process to go on' },
        ]),
      );
      return;
    }
    flow.blocks(operation);
  }

  #done(
    [call, , step, , who]: Do,
    entry: Entry,
    flow: Flow,
    value: unknown,
    args: readonly unknown[],
  ): Reply {
    if (step === entry.served.lent?.begin && value === true) this.#lent.add(entry);
    if (!(value instanceof Guard)) return this.#gave(call, entry, step, value);
    const guard = ++this.#guards;
    const held = new Held(value, entry, flow, { call, who }, args[0]);
    this.#held.set(guard, held);
    this.#hasPermits(entry, held.permits);
    return [call, value instanceof WriteGuard ? 'write' : undefined, guard];
  }

  /** What was taken and cannot cross stays where it was. @throws CannotSendError */
  #gave(call: number, { object }: Entry, step: string, value: unknown): Reply {
    const items = itemsOf(step, value);
    let packed: unknown;
    try {
      packed = packOne(value, this.#peer.boundary);
    } catch (error) {
      if (items.length > 0) (object as Queue<unknown>)._putBack(items);
      throw error;
    }
    this.#taken.took(object, items);
    return [call, packed];
  }

  #release(number: number): void {
    this.#drop(number)?.dispose();
  }

  /** `release()` without a guard: of a lock the latest guard is spent by it, of a semaphore none is. */
  #releasedBy(entry: Entry, permits: unknown): void {
    if (entry.served.hasPermits === true) {
      this.#hasPermits(entry, -(typeof permits === 'number' ? permits : 1));
      return;
    }
    for (const [number, held] of [...this.#held].toReversed()) {
      if (held.entry !== entry) continue;
      this.#drop(number);
      return;
    }
  }

  /** `release()` of one side of an `RwLock`: it is the caller's latest guard that is spent. */
  #leftBy(entry: Entry, flow: Flow, writes: boolean): void {
    for (const [number, held] of [...this.#held].toReversed()) {
      if (held.entry !== entry || held.flow !== flow || held.writes !== writes) continue;
      this.#drop(number);
      return;
    }
  }

  #withdraw(call: number): void {
    const begun = this.#begun.get(call);
    if (begun === undefined) {
      // The answer is on its way. What it holds is given back here: the other may block for it before it has read that.
      for (const [guard, held] of this.#held) if (held.call === call) this.#release(guard);
      return;
    }
    const { operation, flow, observer } = begun;
    operation._unobserve(observer);
    if (!operation._leave()) {
      // A grant is on its way, or has come just now: the other gives it back.
      if (operation._settled) observer.settled(operation);
      else operation._observe(observer);
      return;
    }
    this.#begun.delete(call);
    flow.goesOn(operation);
    this.#peer.send({ type: 'withdrawn', call });
  }

  #giveUp(call: number, isCancelled: boolean): void {
    const operation = this.#begun.get(call)?.operation;
    if (operation === undefined || (isCancelled && operation._cancelWith(givenUp))) return;
    operation._giveUp(givenUp);
  }

  #putBack(number: number, wired: Wired): void {
    const queue = entryOf(number)?.object as Partial<Queue<unknown>> | undefined;
    const items = decode(wired);
    queue?._putBack?.(items as unknown[]);
    for (let left = (items as unknown[]).length; left > 0; left--)
      this.#taken.done(queue as object);
  }

  /** The other process is gone. */
  gone(): void {
    for (const { operation, flow, observer } of this.#begun.values()) {
      flow.blockedOn = undefined;
      operation._unobserve(observer);
      if (!operation._leave() && !operation._settled) operation._observe(disposing);
    }
    this.#begun.clear();
    // Locks are abandoned with who held them; permits and places of readers are given back.
    for (const held of this.#held.values()) held.dies();
    this.#held.clear();
    for (const [{ object }, permits] of this.#permits) {
      if (remoteOf(object) === undefined) unlessOver(() => (object as Semaphore).release(permits));
    }
    this.#permits.clear();
    for (const flow of this.#flows.values()) this.#dies(flow);
    this.#flows.clear();
    for (const { object, served } of this.#lent) {
      (object as Record<string, (isDone: boolean) => void>)[served.lent!.end]!(false);
    }
    this.#taken.giveBack();
    for (const entry of this.#entries) {
      entry.users.delete(this.#peer);
      forgetIfUnused(entry);
    }
  }
}

/** What comes for nobody is given back. */
const disposing: Observer = {
  settled(operation) {
    if (operation._value instanceof Guard) operation._value[Symbol.dispose]();
  },
};

/** What a step has taken out of a queue. */
function itemsOf(step: string, value: unknown): readonly unknown[] {
  if (step === '_getMany') return value as unknown[];
  return step === '_get' || (step === '_tryGet' && value !== undefined) ? [value] : [];
}

function spent({ object }: Entry): SpentGuardError {
  const title = (object as { describe(): string }).describe();
  return new SpentGuardError(
    `cannot downgrade ${title}: this guard is spent, it was released before`,
  );
}

function errorFor({ boundary }: Peer, error: unknown): Wired {
  try {
    return encode(error, 'error', undefined, boundary);
  } catch (reason) {
    return encode(reason, 'error', undefined, boundary);
  }
}
