import { InvalidArgumentError } from '../errors.ts';
import { show } from '../operation/operation.ts';

export interface ExploreOptions {
  /**
   * `depth-first`: every order, each once. `random`: at each decision every task is as likely. `pct`: by priorities that
   * change at `depth - 1` steps, which finds errors of that depth with a known probability.
   * @default 'depth-first'
   */
  mode?: 'depth-first' | 'random' | 'pct';
  /** For `random` and `pct`: the same one gives the same schedules. @default one by chance; the result tells it */
  seed?: number;
  /** How many schedules are run at most. @default 100,000 */
  schedules?: number;
  /** Milliseconds of real time after which no further schedule is begun. @default Infinity */
  time?: number;
  /** How many steps a schedule may take; a longer one is cut off there. @default 10,000 */
  steps?: number;
  /** How often in a schedule another task goes on although the one that ran last could. @default Infinity */
  preemptions?: number;
  /** For `pct`: how many steps must come in a certain order for the error to show. @default 3 */
  depth?: number;
  /**
   * `operations`: of orders that differ only in steps which touch no Heddle object in common, one is run. For programs
   * whose tasks share nothing but Heddle's objects: what they do to a variable is not seen, and errors that need a certain
   * order of that are missed. With `depth-first`, without a bound on preemptions.
   * @default 'none'
   */
  reduction?: 'none' | 'operations';
}

export type Settings = Required<ExploreOptions>;

const modes = ['depth-first', 'random', 'pct'];
const reductions = ['none', 'operations'];

/** @throws InvalidArgumentError */
export function settingsOf(options: ExploreOptions): Settings {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidArgumentError(`explore: options must be an object, got ${show(options)}`);
  }
  const {
    mode = 'depth-first',
    seed = Math.floor(Math.random() * 2 ** 32),
    schedules = 100_000,
    time = Infinity,
    steps = 10_000,
    preemptions = Infinity,
    depth = 3,
    reduction = 'none',
  } = options;
  oneOf('mode', mode, modes);
  oneOf('reduction', reduction, reductions);
  if (!Number.isSafeInteger(seed)) {
    throw new InvalidArgumentError(`explore: seed must be a whole number, got ${show(seed)}`);
  }
  count('schedules', schedules, 1);
  count('steps', steps, 1);
  count('preemptions', preemptions, 0);
  count('depth', depth, 1);
  if (typeof time !== 'number' || !(time > 0)) {
    throw new InvalidArgumentError(
      `explore: time must be a number of milliseconds above 0, got ${show(time)}`,
    );
  }
  if (mode !== 'depth-first' && schedules === Infinity && time === Infinity) {
    throw new InvalidArgumentError(
      `explore: mode ${show(mode)} never ends by itself: bound it by schedules or time`,
    );
  }
  if (reduction === 'operations' && (mode !== 'depth-first' || preemptions !== Infinity)) {
    throw new InvalidArgumentError(
      `explore: reduction: 'operations' needs every order: not mode ${show(mode)} with preemptions ${show(preemptions)}`,
    );
  }
  return { mode, seed, schedules, time, steps, preemptions, depth, reduction };
}

function oneOf(name: string, value: unknown, all: readonly string[]): void {
  if (all.includes(value as string)) return;
  throw new InvalidArgumentError(
    `explore: ${name} must be one of ${all.map((one) => show(one)).join(', ')}, got ${show(value)}`,
  );
}

function count(name: string, value: unknown, least: number): void {
  if (value === Infinity || (Number.isSafeInteger(value) && (value as number) >= least)) return;
  throw new InvalidArgumentError(
    `explore: ${name} must be a whole number from ${least} up, or Infinity, got ${show(value)}`,
  );
}
