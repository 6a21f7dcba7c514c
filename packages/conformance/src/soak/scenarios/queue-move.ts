import {
  CannotSendError,
  close,
  Lock,
  Queue,
  sleep,
  spawn,
  yieldNow,
  type Coroutine,
} from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { Fault } from '../fault.ts';
import type { Origin } from '../item.ts';
import type { Scenario } from '../scenario.ts';
import { getSome, moving, putSome, type Got, type Move } from '../tasks/moving.ts';
import { mustBe } from './same.ts';

/** Who puts: tasks here, and each of the two threads. */
const [here, blocking, awaiting] = [0, 1, 2] as const;

/** @throws Fault if the items of one producer came in another order than its own */
function mustBeInOrder(got: Got): void {
  const last = new Map<number, number>();
  for (const { from, n } of got) {
    const before = last.get(from) ?? -1;
    if (n <= before) throw new Fault(`item ${n} of producer ${from} came after item ${before}`);
    last.set(from, n);
  }
}

const uncrossable = (): void => {};

/** What cannot cross keeps its queue here, as it was. */
function* refuse(lock: Lock, moves: Queue<Move>): Coroutine<void> {
  const queue = new Queue<unknown>();
  yield* queue.put('before');
  yield* queue.put(uncrossable);
  try {
    yield* moves.put({ queue, lock, puts: 0, gets: 0 });
    throw new Fault('a queue with a function in it was handed over');
  } catch (error) {
    if (!(error instanceof CannotSendError)) throw error;
  }
  mustBe('items in a queue that stays', queue.size, 2);
  if (queue.tryGet() !== 'before' || queue.tryGet() !== uncrossable || queue.shared) {
    throw new Fault('a queue that could not be handed over has changed');
  }
}

interface Threads {
  readonly lock: Lock;
  readonly moves: readonly [Queue<Move>, Queue<Move>];
  readonly done: Queue<Got>;
}

/** Hands queues over with items in them and tasks that wait; nothing is lost, doubled or out of order. */
function* move(role: Role, { lock, moves, done }: Threads): Coroutine<Figures> {
  const actor = new Actor(role);
  const { random } = actor;
  while (!actor.over) {
    if (random.oneIn(8)) yield* refuse(lock, moves[0]);
    const queue = new Queue<unknown>({ maxsize: random.below(4) });
    const [puts, gets] = [random.below(6), random.below(6)];
    const blocked = random.oneIn(2)
      ? { puts: random.below(5), gets: 0 }
      : { puts: 0, gets: random.below(5) };
    const lack = gets + blocked.gets - puts - blocked.puts;
    const others = Math.max(0, lack) + random.below(4);
    const awaited = { puts: others, gets: others - lack };
    const got: Origin[] = [];
    const one = { queue, lock, puts: 1, gets: 1 };
    // In turn, so that there are items, tasks that wait for room, and tasks that wait for items, by chance.
    const numbers = { next: 0 };
    const starts = Array.from({ length: puts }, () => () => putSome(actor, here, one, numbers));
    const takes = Array.from({ length: gets }, () => () => getSome(actor, one, got));
    const before = [random.below(puts + 1), random.below(gets + 1)] as const;
    const tasks = [...starts.slice(0, before[0]), ...takes.slice(0, before[1])].map((start) =>
      spawn(start),
    );
    if (random.oneIn(2)) yield* yieldNow();
    actor.does('passes on');
    yield* moves[0].put({ queue, lock, ...blocked });
    if (random.oneIn(2)) yield* yieldNow();
    yield* moves[1].put({ queue, lock, ...awaited });
    tasks.push(
      ...[...starts.slice(before[0]), ...takes.slice(before[1])].map((start) => spawn(start)),
    );
    if (random.oneIn(4)) yield* sleep(random.below(2));
    actor.does('waits');
    for (const task of tasks) yield* task;
    const lists = [got, yield* done.get(), yield* done.get()];
    lists.forEach(mustBeInOrder);
    const all = new Set(lists.flat().map(({ from, n }) => `${from}:${n}`));
    const count = puts + blocked.puts + awaited.puts;
    mustBe('items that came out of a queue that was handed over', lists.flat().length, count);
    mustBe('different ones of them', all.size, count);
    mustBe('items that are left', queue.size, 0);
    close(queue);
    actor.count('handed over');
    actor.count('items', count);
  }
  for (const each of moves) each.shutdown();
  return actor.end();
}

export const queueMove: Scenario = {
  name: 'queue.hand-over',
  proves:
    'a queue that is handed over with items and waiting tasks loses nothing, and keeps the order of each producer; one that cannot be stays as it was',
  play({ ms, crew: newCrew }) {
    const crew = newCrew();
    const moves = [new Queue<Move>(), new Queue<Move>()] as const;
    const done = new Queue<Got>();
    crew.thread(moving.block, blocking, moves[0], done);
    crew.thread(moving.await, awaiting, moves[1], done);
    crew.task(move, { lock: new Lock(), moves, done });
    return crew.finish(ms);
  },
};
