import { sleep, tasks, type LifoQueue, type PriorityQueue, type Queue } from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { burst, inTime, isEnd, limitOf, putting, Receipt, type Depot } from '../depot.ts';

/** A depot whose items lie in a queue. */
export interface QueueDepot extends Depot {
  readonly queue: Queue<unknown> | LifoQueue<unknown> | PriorityQueue<unknown>;
}

/** So many items a consumer has at once at most, and can take with it when it is killed. */
export const inHand = 4;

const mostOf = ({ queue }: QueueDepot): number => Math.min(inHand, queue.maxsize);

/** One of those that the end of the queue waits for has ended. */
export function leave({ queue, busy }: QueueDepot): void {
  if (busy.add(-1) === 1) queue.shutdown();
}

function putAllSync(actor: Actor, { queue }: QueueDepot, items: readonly unknown[]): boolean {
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

async function putAll(
  actor: Actor,
  { queue }: QueueDepot,
  items: readonly unknown[],
): Promise<boolean> {
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

function getSomeSync(actor: Actor, { queue }: QueueDepot): readonly unknown[] {
  actor.does('blocks');
  try {
    if (actor.random.oneIn(2)) return [queue.getSync(limitOf(actor))];
    return queue.getManySync(inHand, limitOf(actor));
  } catch (error) {
    inTime(actor, error);
    return [];
  }
}

async function getSome(actor: Actor, { queue }: QueueDepot): Promise<readonly unknown[]> {
  actor.does('waits');
  try {
    if (actor.random.oneIn(2)) return [await queue.get(limitOf(actor))];
    return await queue.getMany(inHand, limitOf(actor));
  } catch (error) {
    inTime(actor, error);
    return [];
  }
}

/** Threads that put and get, and may be killed wherever they are. */
export const mortalQueues = tasks('soak.mortal-queues', import.meta.url, {
  async putBlocking(role: Role, from: number, depot: QueueDepot, stays: boolean): Promise<Figures> {
    const actor = new Actor(role);
    while (!actor.over) {
      for (const end = performance.now() + burst; !actor.over && performance.now() < end;) {
        const steps = putting(actor, from, depot, mostOf(depot));
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

  async put(role: Role, from: number, depot: QueueDepot, stays: boolean): Promise<Figures> {
    const actor = new Actor(role);
    while (!actor.over) {
      const steps = putting(actor, from, depot, mostOf(depot));
      let step = steps.next();
      while (step.done !== true) step = steps.next(await putAll(actor, depot, step.value));
      if (!step.value || actor.random.oneIn(8)) await sleep(0);
      actor.does('has left');
    }
    if (stays) leave(depot);
    return actor.end();
  },

  async getBlocking(role: Role, depot: QueueDepot): Promise<Figures> {
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

  async get(role: Role, depot: QueueDepot): Promise<Figures> {
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
