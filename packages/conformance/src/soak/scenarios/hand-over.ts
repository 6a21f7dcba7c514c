import {
  close,
  Event,
  Lock,
  Queue,
  Semaphore,
  SharedArray,
  sleep,
  spawn,
  toHandle,
  Value,
  yieldNow,
  type Coroutine,
} from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { Fault } from '../fault.ts';
import { enter, leave, type Pair } from '../pair.ts';
import type { Scenario } from '../scenario.ts';
import { parcels, type Parcel, type Things } from '../tasks/parcels.ts';
import { mustBe } from './same.ts';

function* wait(lock: Lock, pair: Pair, order: number[], me: number): Coroutine<void> {
  const guard = yield* lock.acquire();
  order.push(me);
  const entered = enter(pair);
  yield* yieldNow();
  leave(pair, entered);
  guard.release();
}

/** Hands locks over while they are held and waited for; each is used by all that have it, and nobody is left behind. */
function* handOver(role: Role, queue: Queue<Parcel>, taken: Queue<number>): Coroutine<Figures> {
  const actor = new Actor(role);
  const { random } = actor;
  while (!actor.over) {
    const [lock, pair] = [new Lock({ fair: random.oneIn(4) }), new SharedArray('i32', 2)];
    const order: number[] = [];
    const guard = yield* lock.acquire();
    const before = random.below(3);
    const waiters = Array.from({ length: before + random.below(3) }, (_, me) => me);
    const start = (me: number) => spawn(() => wait(lock, pair, order, me));
    const tasks = waiters.slice(0, before).map(start);
    if (random.oneIn(2)) yield* yieldNow();
    const copies = 1 + random.below(2);
    actor.does('passes on');
    for (let i = 0; i < copies; i++) yield* queue.put({ lock, pair });
    tasks.push(...waiters.slice(before).map(start));
    if (random.oneIn(2)) yield* sleep(random.below(2));
    guard.release();
    actor.does('waits');
    for (const task of tasks) yield* task;
    for (let i = 0; i < copies; i++) yield* taken.get();
    mustBe('uses of a lock that was handed over', pair.get(0), waiters.length + copies);
    if (`${order}` !== `${waiters}`) {
      throw new Fault(`who waited for a lock that was handed over came in the order ${order}`);
    }
    if (random.oneIn(2)) close(lock);
    actor.count('handed over');
  }
  queue.shutdown();
  return actor.end();
}

/** Shared things, each used by two threads and then given up by both: how much memory there is, before and after. */
function* giveUp(role: Role, queue: Queue<Things>, used: Queue<number>): Coroutine<Figures> {
  const actor = new Actor(role);
  // What this stands for is kept for ever, so there is one for the whole program.
  memory ??= toHandle(new Value('u8', 0)).memory;
  let [made, size] = [0, 0];
  for (; !actor.over; made++) {
    const [lock, semaphore] = [new Lock({ name: `lock ${made}` }), new Semaphore(2)];
    const [event, value] = [new Event(), new Value('i32', 0)];
    actor.does('passes on');
    yield* queue.put({ lock, semaphore, event, value });
    actor.does('waits');
    yield* event.wait();
    yield* used.get();
    mustBe('a value that was handed over', value.value, 1);
    // A value's lock is a thing of its own, which other values may have as well.
    for (const thing of [lock, semaphore, event, value.lock, value]) close(thing);
    actor.count('made and given up');
    if (made === 50) size = memory.byteLength;
  }
  // Threads of before may be noticed as gone meanwhile, which only gives memory back.
  if (made > 50 && memory.byteLength > size) {
    throw new Fault(
      `${made} locks, semaphores, events and values were made, and each was given up before the next: ` +
        `the shared memory has grown from ${size} to ${memory.byteLength} bytes`,
    );
  }
  queue.shutdown();
  return actor.end();
}

let memory: SharedArrayBuffer | undefined;

export const handOvers: readonly Scenario[] = [
  {
    name: 'lock.hand-over',
    proves:
      'a lock that is handed over while it is held and waited for keeps its holder and its waiters, in order',
    play({ ms, crew: newCrew }) {
      const crew = newCrew();
      const [queue, taken] = [new Queue<Parcel>(), new Queue<number>()];
      crew.thread(parcels.block, queue, taken);
      crew.thread(parcels.await, queue, taken);
      crew.task(handOver, queue, taken);
      return crew.finish(ms);
    },
  },
  {
    name: 'memory.given-back',
    proves: 'what was shared and given up takes no memory',
    play({ ms, crew: newCrew }) {
      const crew = newCrew();
      const [queue, used] = [new Queue<Things>(), new Queue<number>()];
      crew.thread(parcels.useUp, queue, used);
      crew.task(giveUp, queue, used);
      return crew.finish(ms);
    },
  },
];
