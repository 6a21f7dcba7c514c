import type { Contest, Side } from './contest.ts';
import { collectGarbage } from './heap.ts';
import { spread, type Spread } from './statistics.ts';

// mitata and tinybench measure one function after another. On a machine whose speed drifts (its clock, its other
// programs) that compares two moments; here the sides take turns, so each ratio is of two neighbours in time.

export interface MeasureOptions {
  readonly rounds: number;
  /** Rounds before the first that counts; they also correct the number of operations, once the code is compiled. */
  readonly warmUp: number;
  /** After how many milliseconds without an end a round hangs, where peers may break. @default 30_000 */
  readonly patience?: number;
}

export interface SideResult {
  readonly name: string;
  /** Operations in a round. */
  readonly operations: number;
  /** Nanoseconds or bytes, as the contest's unit says. */
  readonly reading: Spread;
  /** Heddle's reading divided by this side's, round by round; below 1 Heddle is the better. Of Heddle itself: 1. */
  readonly ratio: Spread;
  /** Seconds of all rounds that count. */
  readonly wall: number;
  /** Seconds that the process' threads have computed in them. */
  readonly cpu: number;
}

/** A peer that could not do it. */
export interface BrokenSide {
  readonly name: string;
  readonly why: string;
}

export interface ContestResult {
  readonly id: string;
  readonly title: string;
  readonly measures: NonNullable<Contest['measures']>;
  readonly cpuPerMillion: boolean;
  readonly rounds: number;
  readonly sides: readonly SideResult[];
  readonly broken: readonly BrokenSide[];
}

interface Round {
  readonly reading: number;
  readonly wall: number;
  readonly cpu: number;
}

/** What a measurement reads; a test has its own. */
export interface Instruments {
  /** Milliseconds. */
  now(): number;
  /** Microseconds that the process has computed; 0 where that is not known. */
  cpu(): number;
  /** Clears the heap of what nobody holds. */
  collect(): Promise<void>;
}

const realInstruments: Instruments = {
  now: () => performance.now(),
  cpu: () => {
    if (typeof process === 'undefined') return 0;
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  collect: collectGarbage,
};

/** A side, and what is known of it so far. */
interface Running {
  readonly side: Side;
  operations: number;
  readonly samples: Round[];
  /** Why it is out. */
  broken?: string;
}

/** @throws Error if a side's sum is wrong: it did not do what it is measured for. */
export async function measure(
  contest: Contest,
  options: MeasureOptions,
  instruments: Instruments = realInstruments,
): Promise<ContestResult> {
  const sides = await contest.open();
  const fixed = contest.operations;
  const rounds = Math.min(options.rounds, contest.rounds ?? Infinity);
  // A round of a fixed number is long enough to be compiled in.
  const warmUp = fixed === undefined ? options.warmUp : Math.min(options.warmUp, 1);
  const all = sides.map((side): Running => ({ side, operations: 0, samples: [] }));
  /** One step of a side, unless it is out. */
  const attempt = async (running: Running, step: () => Promise<void>): Promise<void> => {
    if (contest.peersMayBreak !== true) return entered(running.side, step);
    if (running.broken !== undefined) return;
    try {
      await within(options.patience ?? 30_000, entered(running.side, step));
    } catch (error) {
      if (running === all[0]) throw error;
      running.broken = reasonOf(error);
    }
  };
  try {
    for (const running of all) {
      await attempt(running, async () => {
        running.operations =
          fixed === undefined
            ? await calibrate(contest, running.side, instruments)
            : (running.side.operations ?? fixed);
      });
    }
    for (let round = -warmUp; round < rounds; round += 1) {
      // Whoever comes second finds the caches and the clock as the first has left them: so it is not always the same.
      for (const running of round % 2 === 0 ? all : all.toReversed()) {
        await attempt(running, async () => {
          // Nobody pays for the million objects that the one before has left.
          if (fixed !== undefined && contest.keepsGarbage !== true) await instruments.collect();
          const sample = await runRound(contest, running.side, running.operations, instruments);
          if (round >= 0) running.samples.push(sample);
          else if (fixed === undefined) {
            running.operations = fitting(contest, running.operations, sample);
          }
        });
      }
    }
    return {
      id: contest.id,
      title: contest.title,
      measures: contest.measures ?? 'operation',
      cpuPerMillion: contest.cpuPerMillion ?? false,
      rounds,
      sides: results(all.filter(({ broken }) => broken === undefined)),
      broken: all.flatMap(({ side: { name }, broken }) =>
        broken === undefined ? [] : [{ name, why: broken }],
      ),
    };
  } finally {
    // What has broken may never end.
    for (const { side, broken } of all) if (broken === undefined) await side.close?.();
  }
}

async function entered(side: Side, step: () => Promise<void>): Promise<void> {
  await side.enter?.();
  try {
    await step();
  } finally {
    await side.leave?.();
  }
}

/** @throws Error once it takes longer than `ms`. */
async function within(ms: number, step: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`hangs (over ${ms / 1e3} s)`)), ms);
  });
  try {
    await Promise.race([step, late]);
  } finally {
    clearTimeout(timer);
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  return message.split('\n', 1)[0]!;
}

async function runRound(
  contest: Contest,
  side: Side,
  operations: number,
  instruments: Instruments,
): Promise<Round> {
  const noted: number[] = [];
  const [cpu, began] = [instruments.cpu(), instruments.now()];
  const sum = await side.run(operations, (reading) => void noted.push(reading));
  const [wall, used] = [instruments.now() - began, instruments.cpu() - cpu];
  const expected = contest.sum(operations);
  if (sum !== expected) {
    throw new Error(
      `${contest.id}, ${side.name}: the sum over ${operations} operations is ${sum}, must be ${expected}`,
    );
  }
  return {
    reading: readingOf(contest, side, { noted, wall, operations }),
    wall: wall / 1e3,
    cpu: used / 1e6,
  };
}

function readingOf(
  { id, measures = 'operation' }: Contest,
  { name }: Side,
  { noted, wall, operations }: { noted: readonly number[]; wall: number; operations: number },
): number {
  if (measures === 'operation') return (wall * 1e6) / operations;
  if (measures === 'round') return wall * 1e6;
  const [reading] = noted;
  if (reading === undefined || noted.length > 1) {
    throw new Error(`${id}, ${name}: noted ${noted.length} readings in a round, must note one`);
  }
  return reading;
}

/** As many operations as would have taken as long as a round should. */
function fitting(
  { roundTime = 40, step = 1 }: Contest,
  operations: number,
  { wall }: Round,
): number {
  const wanted = (operations * roundTime) / 1e3 / Math.max(wall, 1e-6);
  return Math.max(2, Math.max(1, Math.round(wanted / step)) * step);
}

/**
 * How many operations take about as long as a round should. The faster of two runs tells: the first may still wait for
 * a thread to load, or for the compiler.
 */
async function calibrate(contest: Contest, side: Side, instruments: Instruments): Promise<number> {
  const wanted = (contest.roundTime ?? 40) / 1e3;
  for (let operations = Math.max(2, contest.step ?? 1); ;) {
    const first = await runRound(contest, side, operations, instruments);
    const second = await runRound(contest, side, operations, instruments);
    const faster = first.wall < second.wall ? first : second;
    if (faster.wall >= wanted / 2) return fitting(contest, operations, faster);
    operations = Math.min(
      operations * 10,
      Math.max(operations * 2, fitting(contest, operations, faster)),
    );
  }
}

function results(all: readonly Running[]): SideResult[] {
  const each = all.map(({ samples }) => samples.map(({ reading }) => reading));
  return all.map(({ side: { name }, operations, samples }, index) => ({
    name,
    operations,
    reading: spread(each[index]!),
    ratio: spread(each[index]!.map((reading, round) => each[0]![round]! / reading)),
    wall: total(samples.map(({ wall }) => wall)),
    cpu: total(samples.map(({ cpu }) => cpu)),
  }));
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
