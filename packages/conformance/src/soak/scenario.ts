import type { Figures } from './actor.ts';
import type { Crew } from './crew.ts';
import type { Random } from './random.ts';

/** Where a scenario is played. */
export interface Stage {
  /** For what it decides itself. */
  readonly random: Random;
  /** How long it is to last, in milliseconds. */
  readonly ms: number;
  /** A thread that was ended by force may run on here for a while: what it held is no longer safe then, as documented. */
  readonly runsOn: boolean;
  /** How long to let pass for each thread that is killed, in milliseconds: where its number is kept back for some seconds. */
  readonly pace: number;
  /** May a thread be killed before it has begun? Not on Deno, where its number would never come back. */
  readonly early: boolean;
  crew(): Crew;
}

/** Threads that do something at random for a while, which must not break a promise. */
export interface Scenario {
  readonly name: string;
  /** What is promised. */
  readonly proves: string;
  /** It starts processes, so it is not played in browsers. */
  readonly processes?: boolean;
  /** @throws Fault, or any error, where it is not so. */
  play(stage: Stage): Promise<Figures>;
}
