import { InvalidArgumentError, InvalidStateError } from '../errors.ts';
import { show } from '../operation/operation.ts';
import { claimTime } from '../time/virtual-clock.ts';
import { ExplorationError } from './exploration-error.ts';
import { Given } from './given.ts';
import { settingsOf, type ExploreOptions } from './options.ts';
import { fromText, toText } from './replay-text.ts';
import { Schedule, type Program } from './schedule.ts';
import { Search, type Exploration } from './search.ts';
import { perform } from './stage.ts';
import { Story } from './story.ts';
import { explorer } from '../scheduler/explorer.ts';

/** Steps after which a schedule that is run again counts as one without end. */
const steps = 1_000_000;

/**
 * Runs a program of tasks in every order in which they can go on, from its start each time, and says of the first order in
 * which it fails who did what: the shortest that was found.
 *
 * A step is what a task does from one wait to the next. Where several tasks can go on, every one of them is tried. Time
 * stands still while one can, and then jumps to the next moment: that a time limit is over before somebody else was done
 * in time is not tried. It fails if a task fails and nobody takes that, if nothing can go on before the end of `program`
 * (a deadlock, a lost wake-up), or if tasks wait for ever after it (a leak). Tasks that go on after it are
 * waited for, daemons are ended.
 *
 * The program makes what it uses, and depends on nothing but the order of its tasks: no state from run to run, no chance,
 * no I/O, no timers of the host. Steps of async functions are tried as well, each with a turn of the host, so they are
 * slower by far; a thread is not. Nothing else of Heddle may go on in this realm meanwhile.
 *
 * @example
 * await explore(function* () {
 *   const lock = new Lock();
 *   const tasks = [1, 2].map(() => spawn(function* () { using _ = yield* lock.acquire(); }));
 *   yield* joinAll(tasks);
 * });
 * @throws ExplorationError; InvalidArgumentError for bad options; InvalidStateError while another exploration runs, or a
 * VirtualClock is in use. All as a rejected promise.
 */
export async function explore(
  program: Program,
  options: ExploreOptions = {},
): Promise<Exploration> {
  requireProgram('explore', program);
  const settings = settingsOf(options);
  return alone('explore', () => new Search(program, settings).run());
}

/**
 * Runs a program in the one order that an `ExplorationError` tells, and rejects with such an error again if it still fails.
 * @example await replay(program, 'heddle1:0.1.2');
 * @throws ExplorationError; InvalidArgumentError for a text of another form, or one that does not fit the program;
 * InvalidStateError as `explore`.
 */
export async function replay(program: Program, text: string): Promise<void> {
  requireProgram('replay', program);
  const taken = fromText(text);
  await alone('replay', async () => {
    const schedule = new Schedule(program, { steps, preemptions: Infinity });
    const story = (await again(schedule, taken, false)) ?? (await again(schedule, taken, true))!;
    if (schedule.cut !== undefined) {
      throw new InvalidArgumentError(
        `replay: the text does not fit the program: it has not ended after ${steps} steps`,
      );
    }
    const { fault, path } = schedule;
    if (path.length < taken.length) {
      throw new InvalidArgumentError(
        `replay: the text does not fit the program: it has ${taken.length} decisions, and the program comes to ${path.length}`,
      );
    }
    if (fault !== undefined) {
      throw new ExplorationError(fault, story.lines, toText(path.toArray()), 1);
    }
  });
}

/** Undefined: promises have a part in it that were not told of. */
async function again(
  schedule: Schedule,
  taken: readonly number[],
  hosted: boolean,
): Promise<Story | undefined> {
  const story = (schedule.story = new Story());
  await perform(schedule, new Given(taken), hosted);
  return schedule.mistaken ? undefined : story;
}

function requireProgram(action: string, program: unknown): void {
  if (typeof program === 'function') return;
  throw new InvalidArgumentError(
    `${action}: needs the program as a function (a generator function, or an async one), got ${show(program)}`,
  );
}

let running: string | undefined;

async function alone<T>(action: string, body: () => Promise<T>): Promise<T> {
  if (running !== undefined || explorer !== undefined) {
    throw new InvalidStateError(
      `${action}: ${running ?? 'another one'} is running: await that first`,
    );
  }
  const release = claimTime(action);
  running = action;
  try {
    await Promise.resolve(); // whoever calls this may be a task, in a step of the loop
    return await body();
  } finally {
    running = undefined;
    release();
  }
}
