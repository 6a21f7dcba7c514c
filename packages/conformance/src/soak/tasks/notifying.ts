import {
  sleep,
  spawn,
  tasks,
  TimeoutError,
  type Condition,
  type Coroutine,
  type SharedArray,
} from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { Fault } from '../fault.ts';
import { meetAwaiting, meetBlocking, type Meeting } from '../meeting.ts';

/** What the lock of a condition guards: how many wait, how many were notified, and how many of those have heard of it. */
export interface Board {
  readonly condition: Condition;
  readonly numbers: SharedArray<'i32'>;
  /** Some give up: one whose time is over still counts as waiting until it has the lock again, so nobody knows how many wait. */
  readonly limited: boolean;
}
const [waiting, notified, heard] = [0, 1, 2];

/** It has the lock again. @throws Fault if nobody has notified it. */
function hasHeard({ numbers }: Board): void {
  numbers.add(waiting, -1);
  const now = numbers.add(heard, 1) + 1;
  if (now > numbers.get(notified)) {
    throw new Fault(`${now} have heard of ${numbers.get(notified)} notifications`);
  }
}

/** @returns Whether all have heard, and so nobody waits any more. */
function notify(actor: Actor, { condition, numbers, limited }: Board, others: number): boolean {
  const now = numbers.get(waiting);
  if (numbers.get(heard) === others) return true;
  // Those that were notified have to hear of it before more are.
  if (now > 0 && (limited || numbers.get(heard) === numbers.get(notified))) {
    const count = 1 + actor.random.below(now);
    numbers.add(notified, count);
    actor.does('passes on');
    if (count === now && actor.random.oneIn(2)) condition.notifyAll();
    else condition.notify(count);
  }
  return false;
}

function endRound({ numbers }: Board): void {
  numbers.set(notified, 0);
  numbers.set(heard, 0);
}

function timedOut(actor: Actor, error: unknown, { numbers }: Board): void {
  if (!(error instanceof TimeoutError)) throw error;
  numbers.add(waiting, -1);
  actor.does('timed out');
  actor.count('timeouts');
}

const place = new Int32Array(new SharedArrayBuffer(4));

/** In each round one notifies, some at a time, and each of the others waits until it was: as many as were notified, no more. */
export const notifying = tasks('soak.notifying', import.meta.url, {
  block(role: Role, meeting: Meeting, parties: number, board: Board, me: number): Figures {
    const actor = new Actor(role);
    const { condition, numbers } = board;
    for (let round = 0; ; round++) {
      if (round % parties === me) {
        for (let isDone = false; !isDone; Atomics.wait(place, 0, 0, actor.random.below(2))) {
          const guard = condition.acquireSync();
          isDone = notify(actor, board, parties - 1);
          if (isDone) endRound(board);
          guard.release();
        }
      } else {
        const guard = condition.acquireSync();
        for (let isHeard = false; !isHeard;) {
          numbers.add(waiting, 1);
          actor.does('blocks');
          try {
            if (board.limited && actor.random.oneIn(3))
              condition.waitSync({ timeout: actor.random.below(3) });
            else condition.waitSync();
            hasHeard(board);
            isHeard = true;
          } catch (error) {
            timedOut(actor, error, board);
          }
        }
        guard.release();
        actor.count('notified');
      }
      if (!meetBlocking(actor, meeting, parties)) return actor.end();
    }
  },

  *yield(
    role: Role,
    meeting: Meeting,
    parties: number,
    board: Board,
    me: number,
  ): Coroutine<Figures> {
    const actor = new Actor(role);
    const { condition, numbers } = board;
    for (let round = 0; ; round++) {
      if (round % parties === me) {
        for (let isDone = false; !isDone;) {
          const guard = yield* condition.acquire();
          isDone = notify(actor, board, parties - 1);
          if (isDone) endRound(board);
          guard.release();
          yield* sleep(actor.random.below(2));
        }
      } else {
        const guard = yield* condition.acquire();
        for (let isHeard = false; !isHeard;) {
          numbers.add(waiting, 1);
          actor.does('waits');
          try {
            if (board.limited && actor.random.oneIn(3))
              yield* condition.wait({ timeout: actor.random.below(3) });
            else yield* condition.wait();
            hasHeard(board);
            isHeard = true;
          } catch (error) {
            timedOut(actor, error, board);
          }
        }
        guard.release();
        actor.count('notified');
      }
      if (!(yield* meetYielding(actor, meeting, parties))) return actor.end();
    }
  },
});

/** Meets as a coroutine: what it waits for with `condition` it waits for as itself. */
function* meetYielding(actor: Actor, meeting: Meeting, parties: number): Coroutine<boolean> {
  return yield* spawn(() => meetAwaiting(actor, meeting, parties));
}
