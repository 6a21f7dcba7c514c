import { close, Event, Lock, Queue, SharedArray, ShutDownError, sleep, Value } from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { Fault } from '../fault.ts';
import { killing } from '../killing.ts';
import type { Ledger } from '../ledger.ts';
import type { Scenario } from '../scenario.ts';
import { closing, type Round } from '../tasks/closing.ts';
import { conveying, type Belt } from '../tasks/conveying.ts';
import { inHand, leave, marks, mortalQueues, type Depot } from '../tasks/mortal-queues.ts';
import { queueMove } from './queue-move.ts';
import { mustBe } from './same.ts';

/** As much room as a queue has, by chance: from a single place on. */
const sizes = [1, 2, 3, 16, 64, 1024] as const;
/** A join whose items are all done does not wait. */
const soon = { timeout: 10_000 };

const newLedger = (): Ledger => new SharedArray('i32', 5);

function mustBeTheSame(ledger: Ledger): void {
  mustBe('items that were got', ledger.get(2), ledger.get(0));
  mustBe('the number that stands for those items', ledger.get(3), ledger.get(1));
}

const mixed: Scenario = {
  name: 'queue.mixed',
  proves:
    'each item that four threads put is got once by one of four others, as it was and in the order of its producer; given up waits, cancelled ones too, lose none',
  async play({ random, ms, crew: newCrew }) {
    const crew = newCrew();
    const belt: Belt = {
      queue: new Queue({ maxsize: sizes[random.below(sizes.length)]!, name: 'mixed' }),
      lock: new Lock(),
      never: new Event(),
      ledger: newLedger(),
    };
    const puts = [conveying.putBlocking, conveying.putBlocking, conveying.put, conveying.put];
    belt.ledger.set(4, puts.length);
    puts.forEach((put, from) => crew.thread(put as typeof conveying.putBlocking, from, belt));
    for (let i = 0; i < 2; i++) {
      crew.thread(conveying.getBlocking, belt);
      crew.thread(conveying.get, belt);
    }
    crew.shows(belt.queue);
    const figures = await crew.finish(ms);
    mustBeTheSame(belt.ledger);
    mustBe('items that are left', belt.queue.size, 0);
    await belt.queue.join(soon);
    return figures;
  },
};

/** More items than are put in any slice that is not very long. */
const mostItems = 2 ** 20;

const killed: Scenario = {
  name: 'queue.kills',
  proves:
    'threads that put and get are killed: what was put arrives, once and in order, but for the few items that a killed thread had in hand, and nobody is stuck',
  async play({ random, ms, pace, early, crew: newCrew }) {
    const crew = newCrew();
    const depot: Depot = {
      queue: new Queue({ maxsize: sizes[random.below(sizes.length)]!, name: 'kills' }),
      lock: new Lock(),
      next: new Value('i32', 0),
      marks: new SharedArray('u8', mostItems),
      busy: new Value('i32', 3),
    };
    let [from, takers] = [0, 0];
    crew.thread(mortalQueues.putBlocking, from++, depot, true);
    crew.thread(mortalQueues.put, from++, depot, true);
    crew.thread(mortalQueues.getBlocking, depot);
    crew.thread(mortalQueues.get, depot);
    const kills = killing({ pace, early }, (actor) => {
      const blocks = actor.random.oneIn(2);
      if (actor.random.oneIn(2)) {
        return crew.victim(
          blocks ? mortalQueues.putBlocking : mortalQueues.put,
          from++,
          depot,
          false,
        );
      }
      takers++;
      return crew.victim(blocks ? mortalQueues.getBlocking : mortalQueues.get, depot);
    });
    crew.task(async function kill(role: Role) {
      const figures = await kills(role);
      leave(depot);
      return figures;
    });
    crew.shows(depot.queue);
    const figures = await crew.finish(ms);
    const lost = depot.marks.toArray().reduce((sum, mark) => sum + (mark === marks.put ? 1 : 0), 0);
    for (const one of [depot.marks, depot.next, depot.busy]) close(one);
    if (lost > takers * inHand) {
      throw new Fault(
        `${lost} items that were put never came: ${takers} threads that got were killed, with ${inHand} each at most`,
      );
    }
    return { ...figures, lost };
  },
};

/** Has threads use a queue, and shuts it down meanwhile. */
async function shutDown(
  role: Role,
  all: readonly Queue<Round>[],
  done: Queue<number>,
): Promise<Figures> {
  const actor = new Actor(role);
  const { random } = actor;
  const lock = new Lock();
  while (!actor.over) {
    const queue = new Queue<unknown>({ maxsize: sizes[random.below(sizes.length)]! });
    const [ledger, immediate] = [newLedger(), random.oneIn(2)];
    // One of the threads does it, or this one.
    const closer = random.below(all.length + 1);
    const after = 1 + random.below(random.oneIn(2) ? 4 : 200);
    for (const [index, rounds] of all.entries()) {
      const round = { queue, lock, ledger, immediate, after: index === closer ? after : 0 };
      await rounds.put(round);
    }
    if (closer === all.length) {
      await sleep(random.below(3));
      actor.does('shuts down');
      queue.shutdown({ immediate });
    }
    actor.does('waits');
    for (const _ of all) await done.get();
    if (!immediate) mustBeTheSame(ledger);
    else if (ledger.get(2) > ledger.get(0)) {
      throw new Fault(`${ledger.get(2)} items were got of ${ledger.get(0)} that were put`);
    }
    mustBe('items in a queue that was shut down', queue.size, 0);
    await queue.join(soon);
    mustRefuse(() => queue.tryPut(0));
    mustRefuse(() => queue.tryGet());
    close(queue);
    close(ledger);
    actor.count(immediate ? 'shut down at once' : 'shut down');
  }
  for (const rounds of all) rounds.shutdown();
  return actor.end();
}

function mustRefuse(step: () => unknown): void {
  try {
    step();
  } catch (error) {
    if (error instanceof ShutDownError) return;
    throw error;
  }
  throw new Fault('a queue that was shut down and is empty has not refused');
}

const shutdowns: Scenario = {
  name: 'queue.shutdown',
  proves:
    'a queue is shut down while threads put and get: all of them end, and each item that was put is got, or thrown away if that was asked for',
  play({ ms, crew: newCrew }) {
    const crew = newCrew();
    const all = Array.from({ length: 4 }, () => new Queue<Round>());
    const done = new Queue<number>();
    crew.thread(closing.putBlocking, 0, all[0]!, done);
    crew.thread(closing.put, 1, all[1]!, done);
    crew.thread(closing.getBlocking, all[2]!, done);
    crew.thread(closing.get, all[3]!, done);
    crew.task(shutDown, all, done);
    return crew.finish(ms);
  },
};

export const queues: readonly Scenario[] = [mixed, shutdowns, queueMove, killed];
