import { tasks, type Lock, type SharedArray } from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { Fault } from '../fault.ts';
import { enter, leave, type Pair } from '../pair.ts';
import { spin } from '../random.ts';

/** For each thread: does it wait for certain, and how many others had the lock since. */
export type Board = SharedArray<'i32'>;

/** It has the lock: counts for all that wait. */
function hasTurn(board: Board, parties: number, me: number): number {
  for (let other = 0; other < parties; other++) {
    if (other !== me && board.get(2 * other) === 1) board.add(2 * other + 1, 1);
  }
  board.set(2 * me, 0);
  return board.exchange(2 * me + 1, 0);
}

/** A fair lock goes from thread to thread: between two turns of one, each that waits has had its own. */
export const turns = tasks('soak.turns', import.meta.url, {
  block(role: Role, lock: Lock, pair: Pair, board: Board, parties: number, me: number): Figures {
    const actor = new Actor(role);
    while (!actor.over) {
      actor.does('blocks');
      const guard = lock.acquireSync();
      hasTurn(board, parties, me);
      const entered = enter(pair);
      spin(actor.random.below(200));
      leave(pair, entered);
      guard.release();
      actor.does('has left');
      actor.count('acquired');
    }
    return actor.end();
  },

  async await(
    role: Role,
    lock: Lock,
    pair: Pair,
    board: Board,
    parties: number,
    me: number,
  ): Promise<Figures> {
    const actor = new Actor(role);
    while (!actor.over) {
      actor.does('waits');
      const wait = lock.acquire();
      // From here on it is known to wait, or has the lock already.
      board.set(2 * me, 1);
      const guard = await wait;
      const passed = hasTurn(board, parties, me);
      if (passed > parties - 1) {
        throw new Fault(
          `a fair lock was taken ${passed} times by ${parties - 1} others while a thread waited for it`,
        );
      }
      const entered = enter(pair);
      spin(actor.random.below(200));
      leave(pair, entered);
      guard.release();
      actor.does('has left');
      actor.count('acquired');
      if (actor.random.oneIn(4)) await new Promise((resolve) => setTimeout(resolve));
    }
    return actor.end();
  },
});
