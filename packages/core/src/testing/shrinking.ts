import { platform } from '../realm.ts';
import { DepthFirst } from './depth-first.ts';
import type { Fault, FaultKind } from './exploration-error.ts';
import { Given } from './given.ts';
import { trimmed } from './replay-text.ts';
import { Schedule, type Limits, type Program } from './schedule.ts';
import { perform } from './stage.ts';
import { Story } from './story.ts';
import type { Strategy } from './strategy.ts';

/** Schedules that are tried, and milliseconds after which it is enough. */
const schedules = 4000;
const time = 2000;
const unlimited: Limits = { steps: Infinity, preemptions: Infinity };

interface Failing {
  readonly taken: readonly number[];
  readonly steps: number;
}

export interface Shortest {
  readonly taken: readonly number[];
  readonly fault: Fault;
  /** Who did what. */
  readonly lines: readonly string[];
}

/** Looks for a schedule that fails in the same way in fewer steps; then, in as many, with fewer turns out of line. */
export class Shrinking {
  readonly #schedule: Schedule;
  readonly #kind: FaultKind;
  readonly #hosted: boolean;
  readonly #end: number = platform().now() + time;
  #left = schedules;

  constructor(program: Program, kind: FaultKind, hosted: boolean) {
    this.#schedule = new Schedule(program, unlimited);
    this.#kind = kind;
    this.#hosted = hosted;
  }

  /** Undefined: it does not even fail once more. */
  async from(taken: readonly number[]): Promise<Shortest | undefined> {
    const first = await this.#attempt(new Given(taken));
    if (first === undefined) return undefined;
    this.#schedule.known = true;
    const shortest = await this.#simplest(await this.#shorter(await this.#simplest(first)));
    const story = (this.#schedule.story = new Story());
    await perform(this.#schedule, new Given(shortest.taken), this.#hosted);
    const { fault } = this.#schedule;
    return fault && { taken: shortest.taken, fault, lines: story.lines };
  }

  get #isEnough(): boolean {
    return this.#left-- <= 0 || platform().now() > this.#end;
  }

  async #attempt(strategy: Strategy): Promise<Failing | undefined> {
    const schedule = this.#schedule;
    await perform(schedule, strategy, this.#hosted);
    if (schedule.fault?.kind !== this.#kind) return undefined;
    return { taken: schedule.path.toArray(), steps: schedule.steps };
  }

  /** Changes single decisions for the better. */
  async #simplest(first: Failing): Promise<Failing> {
    let best = first;
    for (let better = true; better;) {
      better = false;
      for (const taken of simpler(best.taken)) {
        if (this.#isEnough) return best;
        const failing = await this.#attempt(new Given(taken, { bends: true }));
        if (failing === undefined || !isLess(failing, best)) continue;
        best = failing;
        better = true;
        break;
      }
    }
    return best;
  }

  /** Goes through all schedules of fewer steps, as far as that can be done. */
  async #shorter(first: Failing): Promise<Failing> {
    const [schedule, strategy] = [this.#schedule, new DepthFirst()];
    let best = first;
    do {
      if (this.#isEnough) break;
      schedule.limits = { steps: best.steps - 1, preemptions: Infinity };
      best = (await this.#attempt(strategy)) ?? best;
    } while (strategy.next(schedule));
    schedule.limits = unlimited;
    return best;
  }
}

/** The simplest first. */
function* simpler(given: readonly number[]): Generator<number[], void, void> {
  const taken = trimmed(given);
  if (taken.length > 0) yield [];
  for (let at = 0; at < taken.length; at++) {
    const before = new Array<number>(at).fill(0);
    for (let way = 1; way <= Math.max(taken[at]!, 1); way++) yield [...before, way];
  }
  for (let at = 0; at < taken.length; at++) {
    if (taken[at] !== 0) yield taken.with(at, 0);
    if (at > 0) yield taken.slice(0, at);
    yield taken.toSpliced(at, 1);
    if (taken[at]! > 1) yield taken.with(at, taken[at]! - 1);
  }
}

function isLess(a: Failing, b: Failing): boolean {
  const [measuresA, measuresB] = [measures(a), measures(b)];
  const at = measuresA.findIndex((measure, index) => measure !== measuresB[index]);
  return at >= 0 && measuresA[at]! < measuresB[at]!;
}

function measures({ steps, taken }: Failing): number[] {
  const turns = taken.filter((way) => way !== 0);
  return [steps, turns.length, trimmed(taken).length, turns.reduce((sum, way) => sum + way, 0)];
}
