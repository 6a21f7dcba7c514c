import { close, spawn, tasks, type Coroutine, type Lock, type Queue } from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { makeItem, readItem, type Origin } from '../item.ts';

/** A queue that another thread has used until now, and what to do with it. */
export interface Move {
  readonly queue: Queue<unknown>;
  readonly lock: Lock;
  readonly puts: number;
  readonly gets: number;
}

/** What a thread has got, in order. */
export type Got = readonly Origin[];

/** Puts so many; an item's number is given as it asks for room. */
export function* putSome(
  actor: Actor,
  from: number,
  move: Move,
  numbers: { next: number },
): Coroutine<void> {
  for (let i = 0; i < move.puts; i++) {
    actor.does('waits');
    const origin = { from, n: numbers.next++ };
    yield* move.queue.put(makeItem(origin, actor.random, move.lock));
    actor.does('puts');
  }
}

/** Gets so many; each has its place in `got` from when it was asked for, since tasks may go on in another order. */
export function* getSome(actor: Actor, move: Move, got: Origin[]): Coroutine<void> {
  for (let i = 0; i < move.gets; i++) {
    actor.does('waits');
    const at = got.length++;
    got[at] = readItem(yield* move.queue.get());
    actor.does('gets');
  }
}

/** Threads that join in the use of a queue. */
export const moving = tasks('soak.moving', import.meta.url, {
  /** It puts all or gets all: blocked, it cannot do one while it waits for the other. */
  async block(role: Role, from: number, moves: Queue<Move>, done: Queue<Got>): Promise<Figures> {
    const actor = new Actor(role);
    for await (const { queue, lock, puts, gets } of moves) {
      const got: Origin[] = [];
      actor.does('blocks');
      for (let n = 0; n < puts; n++) queue.putSync(makeItem({ from, n }, actor.random, lock));
      for (let i = 0; i < gets; i++) got.push(readItem(queue.getSync()));
      close(queue);
      await done.put(got);
    }
    return actor.end();
  },

  *await(role: Role, from: number, moves: Queue<Move>, done: Queue<Got>): Coroutine<Figures> {
    const actor = new Actor(role);
    yield* moves.forEach(function* (move) {
      const got: Origin[] = [];
      const putting = spawn(() => putSome(actor, from, move, { next: 0 }));
      yield* getSome(actor, move, got);
      yield* putting;
      close(move.queue);
      yield* done.put(got);
    });
    return actor.end();
  },
});
