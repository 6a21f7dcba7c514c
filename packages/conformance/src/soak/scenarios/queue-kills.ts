import { close, LifoQueue, Lock, PriorityQueue, Queue, SharedArray, Value } from 'heddle';
import type { Figures, Role } from '../actor.ts';
import { marks, mostItems } from '../depot.ts';
import { Fault } from '../fault.ts';
import { killing } from '../killing.ts';
import type { Random } from '../random.ts';
import type { Scenario } from '../scenario.ts';
import { inHand, leave, mortalQueues, type QueueDepot } from '../tasks/mortal-queues.ts';
import { sizes } from './same.ts';

type Kind = Pick<QueueDepot, 'queue' | 'order'>;

/** Mostly the one that is most used. */
function queueOf(random: Random): Kind {
  const options = { maxsize: random.of(sizes), name: 'kills' };
  const way = random.below(4);
  if (way === 0) return { queue: new LifoQueue(options), order: 'last first' };
  if (way === 1) return { queue: new PriorityQueue(options), order: 'least first' };
  return { queue: new Queue(options), order: 'as put' };
}

export const queueKills: Scenario = {
  name: 'queue.kills',
  proves:
    'threads that put and get are killed: what was put arrives, once and in order, but for the few items that a killed thread had in hand, and nobody is stuck',
  async play({ random, ms, pace, early, crew: newCrew }) {
    const crew = newCrew();
    const depot: QueueDepot = {
      ...queueOf(random),
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
    crew.task(async function kill(role: Role): Promise<Figures> {
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
