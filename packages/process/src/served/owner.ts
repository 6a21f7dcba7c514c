import { DeadlockError, Guard, InvalidHandleError, WriteGuard, type Queue } from '@heddle/core';
import { decode, encode, Operation, type Wired } from '@heddle/core/internal';
import { BegunSteps, wasGivenUp } from './begun-steps.ts';
import type { Flow } from './flow.ts';
import { Flows } from './flows.ts';
import { entryOf, forgetIfUnused, hasArrived, wasDropped, type Entry } from './handles.ts';
import { Held } from './held.ts';
import { Holdings } from './holdings.ts';
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
import { serveStep } from './serve-step.ts';

/** What this process does for another one with the objects that it serves. */
export class Owner {
  readonly #peer: Peer;
  /** Answers a call in which the other is blocked. */
  readonly #reply: (reply: Reply) => void;
  readonly #begun = new BegunSteps();
  readonly #holdings: Holdings = new Holdings((who) => this.#flows.forgetIfGone(who));
  readonly #flows: Flows = new Flows(this.#holdings);
  readonly #entries = new Set<Entry>();
  readonly #taken: ReturnedItems;
  /** What it has begun and is to end. */
  readonly #lent: Set<Entry> = new Set();

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
        return this.#flows.add(request.number, request.name);
      case 'leaves':
        return this.#flows.leaves(request.number);
      case 'dies':
        return this.#flows.dies(request.number);
      case 'withdraw':
        return this.#withdraw(request.call);
      case 'giveUp':
        return this.#begun.giveUp(request.call, request.isCancelled);
      case 'blocked':
      case 'unblocked': {
        const { type, call, who } = request;
        if (!this.#begun.has(call)) return;
        return this.#begun.blocked(call, this.#flows.of(who), type === 'blocked');
      }
      case 'release':
        return this.#holdings.release(request.guard);
      case 'forgetsGuard':
        return this.#holdings.forgets(request.guard);
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

  #do(request: Do): void {
    const [, object, step, packed, who] = request;
    try {
      const entry = entryOf(object);
      if (entry === undefined) {
        throw new InvalidHandleError('what this stood for is gone: its process keeps it no longer');
      }
      const flow = this.#flows.of(who);
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

  #step(entry: Entry, step: string, args: unknown[], flow: Flow): unknown {
    if (step === 'downgrade') return this.#holdings.downgrade(entry, args[0] as number);
    if (step === 'releaseGuard') return this.#holdings.releaseGuard(entry, args[0] as number);
    const value = serveStep(entry, step, args);
    this.#did(entry, step, args, flow);
    return value;
  }

  #did(entry: Entry, step: string, args: readonly unknown[], flow: Flow): void {
    if (step === 'release') this.#holdings.releasedBy(entry, args[0]);
    else if (step === '_release') this.#holdings.leftBy(entry, flow, args[0] as boolean);
    else if (step === 'taskDone') this.#taken.done(entry.object);
    else if (step === entry.served.lent?.end) this.#lent.delete(entry);
  }

  #follow(
    request: Do,
    entry: Entry,
    flow: Flow,
    operation: Operation<unknown>,
    args: readonly unknown[],
  ): void {
    const [call, , , , , who] = request;
    this.#begun.follow(call, flow, operation, () => {
      if (wasGivenUp(operation)) {
        this.#answer(request, { type: 'withdrawn', call });
        return;
      }
      try {
        this.#answer(request, this.#done(request, entry, flow, operation._outcome(), args));
      } catch (error) {
        this.#fail(request, error);
      }
    });
    const isBlocked = who === hears.blockedCaller && this.#begun.has(call);
    if (isBlocked) this.#blocksAll(entry, flow, operation);
  }

  /** The other process is blocked, with all its tasks: one of them that holds what is waited for will never release it. */
  #blocksAll(entry: Entry, flow: Flow, operation: Operation<unknown>): void {
    if ((operation as unknown as { finite: boolean }).finite) return;
    const { holder } = entry.object as { holder?: unknown };
    if (holder !== flow && this.#flows.has(holder)) {
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
    const guard = this.#holdings.add(new Held(value, entry, flow, { call, who }, args[0]));
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

  #withdraw(call: number): void {
    // If the answer is on its way, what it holds is given back here: the other may block for it before it has read that.
    if (!this.#begun.has(call)) this.#holdings.releaseOf(call);
    else if (this.#begun.withdraw(call)) this.#peer.send({ type: 'withdrawn', call });
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
    this.#begun.gone();
    this.#holdings.gone();
    this.#flows.gone();
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

/** What a step has taken out of a queue. */
function itemsOf(step: string, value: unknown): readonly unknown[] {
  if (step === '_getMany') return value as unknown[];
  return step === '_get' || (step === '_tryGet' && value !== undefined) ? [value] : [];
}

function errorFor({ boundary }: Peer, error: unknown): Wired {
  try {
    return encode(error, 'error', undefined, boundary);
  } catch (reason) {
    return encode(reason, 'error', undefined, boundary);
  }
}
