import type { Guard, Value } from 'heddle';
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
