import { Channel, LifoQueue, Lock, PriorityQueue, SimpleQueue } from 'heddle';
import { mustBeTheSame, newLedger } from '../ledger.ts';
import type { Random } from '../random.ts';
import type { Scenario } from '../scenario.ts';
import { passing, type Road } from '../tasks/passing.ts';
import { mustBe, sizes } from './same.ts';

type Kind = Pick<Road, 'through' | 'order'>;

function kindOf(random: Random): Kind {
  const [name, maxsize] = ['kinds', random.of(sizes)];
  switch (random.below(6)) {
    case 0:
      return { through: new LifoQueue({ maxsize, name }), order: 'last first' };
    case 1:
      return { through: new PriorityQueue({ maxsize, name }), order: 'least first' };
    case 2: {
      const compare = passing.byPriority;
      return { through: new PriorityQueue({ maxsize, name, compare }), order: 'least first' };
    }
    case 3:
      return { through: new SimpleQueue({ name }), order: 'as put' };
    case 4:
      return { through: new Channel({ capacity: maxsize, name }), order: 'as put' };
    default:
      return { through: new Channel({ name }), order: 'as put' };
  }
}

export const queueKinds: Scenario = {
  name: 'queue.kinds',
  proves:
    'LIFO, priority and simple queues and channels between threads: each item comes out once, and those of one producer, or of it with one priority, in order',
  async play({ random, ms, crew: newCrew }) {
    const crew = newCrew();
    const road: Road = { ...kindOf(random), lock: new Lock(), ledger: newLedger() };
    road.ledger.set(4, 2);
    crew.thread(passing.putBlocking, 0, road);
    crew.thread(passing.put, 1, road);
    crew.thread(passing.getBlocking, road);
    crew.thread(passing.get, road);
    crew.shows(road.through);
    const figures = await crew.finish(ms);
    mustBeTheSame(road.ledger);
    mustBe('items that are left', road.through.size, 0);
    return figures;
  },
};
