import { WriteGuard, type Guard, type Value } from 'heddle';
import type { Actor } from './actor.ts';
import { Fault } from './fault.ts';
import { enter, leave, type Pair } from './pair.ts';
import { spin } from './random.ts';

/** Has it, and lets go of it. */
export function use(actor: Actor, guard: Guard, pair: Pair): void {
  actor.does('is inside');
  const entered = enter(pair);
  spin(actor.random.below(300));
  leave(pair, entered);
  guard.release();
  actor.does('has left');
  actor.count('acquired');
}

export function useSome(
  actor: Actor,
  guard: Guard,
  inside: Value<'i32'>,
  permits: number,
  of: number,
): void {
  actor.does('is inside');
  const now = inside.add(permits) + permits;
  if (now > of) throw new Fault(`${now} permits are taken of ${of}`);
  spin(actor.random.below(300));
  inside.add(-permits);
  guard.release();
  actor.does('has left');
  actor.count('acquired');
}

/** Nobody writes meanwhile: what is read twice is the same. */
export function read(actor: Actor, guard: Guard, pair: Pair): void {
  actor.does('is inside');
  const [first, second] = pair.view;
  spin(actor.random.below(300));
  const [again] = pair.view;
  if (first !== second || first !== again) {
    throw new Fault(`somebody writes while another reads: ${first}, ${second}, ${again}`);
  }
  guard.release();
  actor.does('has left');
  actor.count('reads');
}

/** Nobody else is inside; then, perhaps, it goes on as a reader, and still nobody has written. */
export function write(actor: Actor, guard: Guard, pair: Pair): void {
  actor.does('is inside');
  const entered = enter(pair);
  spin(actor.random.below(300));
  leave(pair, entered);
  actor.count('writes');
  if (guard instanceof WriteGuard && actor.random.oneIn(4)) {
    read(actor, guard.downgrade(), pair);
    return;
  }
  guard.release();
  actor.does('has left');
}
