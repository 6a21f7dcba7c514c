import { platform } from '../realm.ts';
import { ByChance, ByPriorities } from './chance.ts';
import { DepthFirst } from './depth-first.ts';
import { ExplorationError, type Fault } from './exploration-error.ts';
import type { Settings } from './options.ts';
import { Reduced } from './reduced.ts';
import { toText } from './replay-text.ts';
import { Schedule, type Program } from './schedule.ts';
import { Shrinking } from './shrinking.ts';
import { apart, give, hop } from './stage.ts';
import type { Strategy } from './strategy.ts';
import { Unrepeatable } from './unrepeatable.ts';

/** What ended an exploration, or kept schedules out of it. */
export type Bound = 'schedules' | 'time' | 'steps' | 'preemptions';

/** No schedule failed. */
export interface Exploration {
  /** How many schedules were run. */
  readonly schedules: number;
  /** Every order was gone through, so none fails. */
  readonly complete: boolean;
  /** Which bound was met, if it is not complete. */
  readonly bound: Bound | undefined;
  /** The number of steps of the longest schedule. */
  readonly longest: number;
  /** What `random` and `pct` began with. */
  readonly seed: number | undefined;
}

/** Milliseconds of schedules, one after the other, between two turns of the host. */
const chunk = 10;

/** Runs a program in one order after the other, until one fails. */
export class Search {
  readonly #program: Program;
  readonly #settings: Settings;
  readonly #start: number = platform().now();
  #strategy: Strategy;
  #schedule: Schedule;
  #schedules = 0;
  #longest = 0;
  #hosted = false;
  #begun = false;
  /** A schedule was cut off, or had a way barred. */
  #missed: Bound | undefined = undefined;

  constructor(program: Program, settings: Settings) {
    this.#program = program;
    this.#settings = settings;
    this.#strategy = strategyOf(settings);
    this.#schedule = new Schedule(program, settings);
  }

  /** @throws ExplorationError */
  async run(): Promise<Exploration> {
    for (;;) {
      const end = await this.#chunk();
      if (end instanceof Object) throw await this.#failed(end);
      if (end !== 'pause') return this.#exploration(end);
      await hop();
    }
  }

  #exploration(end: Bound | 'all'): Exploration {
    const bound = end === 'all' ? this.#missed : end;
    const { mode, seed } = this.#settings;
    return {
      schedules: this.#schedules,
      complete: bound === undefined,
      bound,
      longest: this.#longest,
      seed: mode === 'depth-first' ? undefined : seed,
    };
  }

  /** A while of it: schedules in which no promise has a part are run without a turn of the host. */
  async #chunk(): Promise<Fault | Bound | 'all' | 'pause'> {
    const giveBack = give(this.#schedule);
    const stopWatching = this.#strategy.watch?.();
    try {
      const until = platform().now() + chunk;
      for (;;) {
        const end = apart(() => this.#go(until));
        if (end !== 'host') return end;
        await hop();
      }
    } catch (error) {
      if (!(error instanceof Unrepeatable)) throw error;
      return { kind: 'unrepeatable', what: unrepeatable(error.message), cause: error };
    } finally {
      stopWatching?.();
      giveBack();
    }
  }

  #go(until: number): Fault | Bound | 'all' | 'pause' | 'host' {
    const [schedule, { time, schedules }] = [this.#schedule, this.#settings];
    for (;;) {
      if (!this.#begun) schedule.begin(this.#strategy, this.#hosted);
      this.#begun = true;
      if (schedule.run() === 'host') return 'host';
      this.#begun = false;
      if (schedule.mistaken) {
        // From the start, with the host's turn after every step.
        this.#hosted = true;
        this.#strategy = strategyOf(this.#settings);
        this.#schedules = this.#longest = 0;
        return 'pause';
      }
      this.#note(schedule);
      if (schedule.fault !== undefined) return schedule.fault;
      if (!this.#strategy.next(schedule)) return 'all';
      if (this.#schedules >= schedules) return 'schedules';
      const now = platform().now();
      if (now - this.#start >= time) return 'time';
      if (now >= until) return 'pause';
    }
  }

  #note(schedule: Schedule): void {
    if (schedule.cut !== 'gone through') this.#schedules++;
    if (schedule.cut === 'steps') this.#missed = 'steps';
    else if (schedule.bounded) this.#missed ??= 'preemptions';
    if (schedule.steps > this.#longest) this.#longest = schedule.steps;
  }

  /** The error of the shortest schedule that fails like the one that has just been run. */
  async #failed(fault: Fault): Promise<ExplorationError> {
    const taken = this.#schedule.path.toArray();
    if (fault.kind === 'unrepeatable') return this.#error(fault, [], taken);
    const shortest = await new Shrinking(this.#program, fault.kind, this.#hosted).from(taken);
    if (shortest === undefined) {
      const what = unrepeatable(`${fault.what}, but not when it was run once more`);
      return this.#error({ kind: 'unrepeatable', what, cause: fault.cause }, [], taken);
    }
    return this.#error(shortest.fault, shortest.lines, shortest.taken);
  }

  #error(fault: Fault, lines: readonly string[], taken: readonly number[]): ExplorationError {
    return new ExplorationError(fault, lines, toText(taken), this.#schedules);
  }
}

function unrepeatable(what: string): string {
  return `the program did not do the same when it was run in the same order (${what}): it must depend on nothing but the order of its tasks`;
}

function strategyOf({ mode, seed, depth, reduction }: Settings): Strategy {
  if (mode === 'random') return new ByChance(seed);
  if (mode === 'pct') return new ByPriorities(seed, depth);
  return reduction === 'operations' ? new Reduced() : new DepthFirst();
}
