import {
  ShutDownError,
  sleep,
  tasks,
  TimeoutError,
  type LifoQueue,
  type Lock,
  type PriorityQueue,
  type Queue,
  type SharedArray,
  type Value,
} from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { Fault } from '../fault.ts';
import { makeItem, priorities, ranked, readItem, type Origin, type Ranked } from '../item.ts';

/** What those that may be killed put and get: each item has a number of its own, and two marks. */
export interface Depot {
  readonly queue: Queue<unknown> | LifoQueue<unknown> | PriorityQueue<unknown>;
  readonly order: 'as put' | 'last first' | 'least first';
  readonly lock: Lock;
  /** The number of the next item. */
  readonly next: Value<'i32'>;
  readonly marks: SharedArray<'u8'>;
  /** How many still put, or kill. */
  readonly busy: Value<'i32'>;
}

/** `put`: whoever put it has seen that it was. `got`: somebody has it. */
export const marks = { put: 1, got: 2 } as const;

/** So many items a consumer has at once at most, and can take with it when it is killed. */
export const inHand = 4;

/** How long a thread computes at most before it looks at its event loop: some runtimes end it only there. */
const burst = 5;

/** One of those that the end of the queue waits for has ended. */
export function leave({ queue, busy }: Depot): void {
  if (busy.add(-1) === 1) queue.shutdown();
}

/** The numbers of new items; none once all numbers are used up. */
function numbers(actor: Actor, { queue, next, marks: all }: Depot): number[] {
  const count = 1 + actor.random.below(Math.min(inHand, queue.maxsize));
  const first = next.add(count);
  return Array.from({ length: count }, (_, i) => first + i).filter((n) => n < all.length);
}

/** Makes new items, which whoever asks puts: it answers whether it did, and gets them again if not. */
function* putting(
  actor: Actor,
  from: number,
  depot: Depot,
): Generator<readonly unknown[], boolean, boolean> {
  const some = numbers(actor, depot);
  if (some.length === 0) return false;
  const items = some.map((n) => makeItem({ from, n }, actor.random, depot.lock));
  const made = depot.order === 'least first' ? items.map(ranked) : items;
  while (!(yield made)) if (actor.over) return true;
  for (const n of some) depot.marks.or(n, marks.put);
  actor.does('puts');
  actor.count('put', some.length);
  return true;
}

/** Takes note of what came. @throws Fault */
class Receipt {
  readonly #last = new Map<number, number>();
  readonly #actor: Actor;
  readonly #depot: Depot;

  constructor(actor: Actor, depot: Depot) {
    this.#actor = actor;
    this.#depot = depot;
  }

  take(items: readonly unknown[]): void {
    const { order, marks: all } = this.#depot;
    for (const item of items) {
      const origin = readItem(order === 'least first' ? (item as Ranked)[3] : item);
      if ((all.or(origin.n, marks.got) & marks.got) !== 0) {
        throw new Fault(`item ${origin.n} of producer ${origin.from} was delivered twice`);
      }
      if (order === 'as put') this.#inOrder(origin, origin.from);
      else if (order === 'least first') {
        this.#inOrder(origin, origin.from * priorities + (origin.n % priorities));
      }
    }
    this.#actor.does('gets');
    this.#actor.count('got', items.length);
  }

  #inOrder({ from, n }: Origin, lane: number): void {
    const last = this.#last.get(lane) ?? -1;
    if (n <= last) throw new Fault(`item ${n} of producer ${from} came after item ${last}`);
    this.#last.set(lane, n);
  }
}

/** It was for want of time. @throws What else it was */
function inTime(actor: Actor, error: unknown): void {
  if (!(error instanceof TimeoutError)) throw error;
  actor.does('timed out');
  actor.count('timeouts');
}

const limitOf = ({ random }: Actor): { timeout: number } | Record<string, never> =>
  random.oneIn(4) ? { timeout: random.below(3) } : {};

function putAllSync(actor: Actor, { queue }: Depot, items: readonly unknown[]): boolean {
  actor.does('blocks');
  try {
    if (items.length === 1) queue.putSync(items[0], limitOf(actor));
    else queue.putManySync(items, limitOf(actor));
    return true;
  } catch (error) {
    inTime(actor, error);
    return false;
  }
}

async function putAll(actor: Actor, { queue }: Depot, items: readonly unknown[]): Promise<boolean> {
  actor.does('waits');
  try {
    if (items.length === 1) await queue.put(items[0], limitOf(actor));
    else await queue.putMany(items, limitOf(actor));
    return true;
  } catch (error) {
    inTime(actor, error);
    return false;
  }
}

function getSomeSync(actor: Actor, { queue }: Depot): readonly unknown[] {
  actor.does('blocks');
  try {
    if (actor.random.oneIn(2)) return [queue.getSync(limitOf(actor))];
    return queue.getManySync(inHand, limitOf(actor));
  } catch (error) {
    inTime(actor, error);
    return [];
  }
}

async function getSome(actor: Actor, { queue }: Depot): Promise<readonly unknown[]> {
  actor.does('waits');
  try {
    if (actor.random.oneIn(2)) return [await queue.get(limitOf(actor))];
    return await queue.getMany(inHand, limitOf(actor));
  } catch (error) {
    inTime(actor, error);
    return [];
  }
}

/** @returns Whether it was because there will be none. @throws What else it was */
function isEnd(error: unknown): boolean {
  if (error instanceof ShutDownError) return true;
  throw error;
}

/** Threads that put and get, and may be killed wherever they are. */
export const mortalQueues = tasks('soak.mortal-queues', import.meta.url, {
  async putBlocking(role: Role, from: number, depot: Depot, stays: boolean): Promise<Figures> {
    const actor = new Actor(role);
    while (!actor.over) {
      for (const end = performance.now() + burst; !actor.over && performance.now() < end;) {
        const steps = putting(actor, from, depot);
        let step = steps.next();
        while (step.done !== true) step = steps.next(putAllSync(actor, depot, step.value));
        if (!step.value) break;
      }
      await sleep(0);
      actor.does('has left');
    }
    if (stays) leave(depot);
    return actor.end();
  },

  async put(role: Role, from: number, depot: Depot, stays: boolean): Promise<Figures> {
    const actor = new Actor(role);
    while (!actor.over) {
      const steps = putting(actor, from, depot);
      let step = steps.next();
      while (step.done !== true) step = steps.next(await putAll(actor, depot, step.value));
      if (!step.value || actor.random.oneIn(8)) await sleep(0);
      actor.does('has left');
    }
    if (stays) leave(depot);
    return actor.end();
  },

  async getBlocking(role: Role, depot: Depot): Promise<Figures> {
    const actor = new Actor(role);
    const receipt = new Receipt(actor, depot);
    try {
      for (;;) {
        for (const end = performance.now() + burst; performance.now() < end;) {
          receipt.take(getSomeSync(actor, depot));
        }
        await sleep(0);
      }
    } catch (error) {
      isEnd(error);
    }
    return actor.end();
  },

  async get(role: Role, depot: Depot): Promise<Figures> {
    const actor = new Actor(role);
    const receipt = new Receipt(actor, depot);
    try {
      for (;;) {
        receipt.take(await getSome(actor, depot));
        if (actor.random.oneIn(8)) await sleep(0);
      }
    } catch (error) {
      isEnd(error);
    }
    return actor.end();
  },
});
