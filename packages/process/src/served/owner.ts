import {
  DeadlockError,
  Guard,
  InvalidHandleError,
  WriteGuard,
  type Queue,
  type RwLock,
  type Semaphore,
} from '@heddle/core';
import { decode, encode, Operation, type Observer, type Wired } from '@heddle/core/internal';
import { processBoundary } from '../boundary.ts';
import { Flow } from './flow.ts';
import { entryOf, forgetIfUnused, type Entry } from './handles.ts';
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
import { ReturnedItems } from './returned-items.ts';

interface Held {
  readonly guard: Guard;
  readonly entry: Entry;
}

interface Begun {
  readonly operation: Operation<unknown>;
  readonly entry: Entry;
  readonly step: string;
  readonly flow: Flow;
}

/** What this process does for another one with the objects that it serves, and what that one has of them. */
export class Owner {
  readonly #peer: Peer;
  /** Answers a call in which the other is blocked. */
  readonly #reply: (reply: Reply) => void;
  readonly #flows: Map<number, Flow> = new Map();
  readonly #begun = new Map<number, Begun>();
  readonly #held = new Map<number, Held>();
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
        // One that has been at a lock may hold it still.
        if (this.#flows.get(request.number)?.slot === 0) this.#flows.delete(request.number);
        return;
      case 'withdraw':
        return this.#withdraw(request.call);
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
      case 'putBack':
        return this.#putBack(request.object, request.items);
      default:
        return this.#counts(request.object, request.type === 'has');
    }
  }

  #counts(number: number, has: boolean): void {
    const entry = entryOf(number);
    if (entry === undefined) return;
    const users = (entry.users.get(this.#peer) ?? 0) + (has ? 1 : -1);
    if (has) entry.onTheirWay--;
    if (users > 0) entry.users.set(this.#peer, users);
    else entry.users.delete(this.#peer);
    if (users > 0) this.#entries.add(entry);
    else this.#entries.delete(entry);
    forgetIfUnused(entry);
  }

  #flowOf(number: number): Flow {
    const flow = this.#flows.get(number);
    if (flow === undefined) throw new InvalidHandleError(`nobody has the number ${number} here`);
    return flow;
  }

  #do(request: Do): void {
    const [call, object, step, packed, who] = request;
    try {
      const entry = entryOf(object);
      if (entry === undefined) {
        throw new InvalidHandleError('what this stood for is gone: its process keeps it no longer');
      }
      const flow = this.#flowOf(who);
      const args = unpack(packed);
      const value = flow.run(() => this.#step(entry, step, args));
      if (value instanceof Operation) this.#follow(request, entry, flow, value);
      else this.#answer(request, this.#done(call, entry, step, value));
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
    if (who === hears.nobody) this.#peer.send({ type: 'refused', object, error: errorOf(error) });
    else this.#answer(request, { type: 'failed', call, error: errorOf(error) });
  }

  /** @throws what the step throws; InvalidHandleError for one that is not served */
  #step(entry: Entry, step: string, args: unknown[]): unknown {
    const { object, served } = entry;
    if (Object.hasOwn(served.operations ?? {}, step) || served.calls?.includes(step) === true) {
      const method = Reflect.get(object, step) as (...given: unknown[]) => unknown;
      const value = method.apply(object, args);
      this.#did(entry, step, args, value);
      return value;
    }
    if (step === 'downgrade') return this.#downgrade(args[0] as number);
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

  #did(entry: Entry, step: string, args: readonly unknown[], value: unknown): void {
    if (step === 'release') this.#releasedBy(entry, args[0]);
    else if (step === 'taskDone') this.#taken.done(entry.object);
    else if (step === entry.served.lent?.end) this.#lent.delete(entry);
    else if (step === '_tryGet' && value !== undefined) this.#taken.took(entry.object, [value]);
  }

  #downgrade(number: number): Guard {
    const held = this.#held.get(number);
    if (!(held?.guard instanceof WriteGuard)) throw new InvalidHandleError('this guard is spent');
    this.#held.delete(number);
    return held.guard.downgrade();
  }

  #follow(request: Do, entry: Entry, flow: Flow, operation: Operation<unknown>): void {
    const [call, , step, , , who] = request;
    const settle = (): void => {
      this.#begun.delete(call);
      flow.goesOn(operation);
      operation._looked();
      if (operation._state === 2) this.#fail(request, operation._value);
      else this.#answer(request, this.#done(call, entry, step, operation._value));
    };
    if (operation._settled) return settle();
    this.#begun.set(call, { operation, entry, step, flow });
    const observer: Observer = { settled: settle };
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

  #done(call: number, entry: Entry, step: string, value: unknown): Reply {
    if (step === entry.served.lent?.begin && value === true) this.#lent.add(entry);
    if (step === '_get') this.#taken.took(entry.object, [value]);
    else if (step === '_getMany') this.#taken.took(entry.object, value as unknown[]);
    if (!(value instanceof Guard)) return [call, packOne(value)];
    const guard = ++this.#guards;
    this.#held.set(guard, { guard: value, entry });
    return [call, value instanceof WriteGuard ? 'write' : undefined, guard];
  }

  #release(number: number): void {
    const held = this.#held.get(number);
    if (held === undefined) return;
    this.#held.delete(number);
    held.guard[Symbol.dispose]();
  }

  /** `release()` without a guard: the latest ones of it are spent, or, of a semaphore, count for nothing. */
  #releasedBy({ object }: Entry, permits: unknown): void {
    let left = typeof permits === 'number' ? permits : 1;
    for (const [number, held] of [...this.#held].toReversed()) {
      if (left <= 0) return;
      if (held.entry.object !== object) continue;
      this.#held.delete(number);
      left--;
    }
  }

  #withdraw(call: number): void {
    const begun = this.#begun.get(call);
    if (begun === undefined) return; // the answer is on its way, and the other gives back what is in it
    this.#begun.delete(call);
    begun.flow.goesOn(begun.operation);
    begun.operation._observers = undefined;
    begun.operation._leave();
    this.#peer.send({ type: 'withdrawn', call });
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
    for (const { operation, flow } of this.#begun.values()) {
      flow.blockedOn = undefined;
      operation._observers = undefined;
      operation._leave();
    }
    this.#begun.clear();
    // Locks are abandoned with who held them; permits and places of readers are given back.
    for (const { guard, entry } of this.#held.values()) {
      if (isGivenBack(entry.object, guard)) guard[Symbol.dispose]();
    }
    this.#held.clear();
    for (const flow of this.#flows.values()) flow.dies();
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

function isGivenBack(object: object, guard: Guard): boolean {
  if (guard instanceof WriteGuard) return false;
  const { permits } = object as Partial<Semaphore>;
  const { readers } = object as Partial<RwLock>;
  return permits !== undefined || readers !== undefined;
}

function errorOf(error: unknown): Wired {
  try {
    return encode(error, 'error', undefined, processBoundary);
  } catch (reason) {
    return encode(reason, 'error', undefined, processBoundary);
  }
}
