import type { Contest, Side } from './contest.ts';
import { spread, type Spread } from './statistics.ts';

// mitata and tinybench measure one function after another. On a machine whose speed drifts (its clock, its other
// programs) that compares two moments; here the sides take turns, so each ratio is of two neighbours in time.

export interface MeasureOptions {
  readonly rounds: number;
  /** Rounds before the first that counts; they also correct the number of operations, once the code is compiled. */
  readonly warmUp: number;
}

export interface SideResult {
  readonly name: string;
  /** Operations in a round. */
  readonly operations: number;
  /** Nanoseconds an operation takes. */
  readonly nanoseconds: Spread;
  /** Heddle's time divided by this side's, round by round; below 1 Heddle is the faster. Of Heddle itself: 1. */
  readonly ratio: Spread;
  /** Seconds of all rounds that count. */
  readonly wall: number;
  /** Seconds that the process' threads have computed in them. */
  readonly cpu: number;
}

export interface ContestResult {
  readonly id: string;
  readonly title: string;
  readonly rounds: number;
  readonly sides: readonly SideResult[];
}

interface Round {
  readonly wall: number;
  readonly cpu: number;
}

/** What a measurement reads; a test has its own. */
export interface Clocks {
  /** Milliseconds. */
  now(): number;
  /** Microseconds that the process has computed. */
  cpu(): number;
}

const realClocks: Clocks = {
  now: () => performance.now(),
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
};

/** @throws Error if a side's sum is wrong: it did not do what it is measured for. */
export async function measure(
  contest: Contest,
  { rounds, warmUp }: MeasureOptions,
  clocks: Clocks = realClocks,
): Promise<ContestResult> {
  const sides = await contest.open();
  try {
    const operations: number[] = [];
    for (const side of sides) operations.push(await calibrate(contest, side, clocks));
    const samples: Round[][] = sides.map(() => []);
    for (let round = -warmUp; round < rounds; round += 1) {
      const order = [...sides.keys()];
      // Whoever comes second finds the caches and the clock as the first has left them: so it is not always the same.
      if (round % 2 !== 0) order.reverse();
      for (const index of order) {
        const sample = await runRound(contest, sides[index]!, operations[index]!, clocks);
        if (round >= 0) samples[index]!.push(sample);
        else operations[index] = fitting(contest, operations[index]!, sample);
      }
    }
    return {
      id: contest.id,
      title: contest.title,
      rounds,
      sides: results(sides, operations, samples),
    };
  } finally {
    for (const side of sides) await side.close?.();
  }
}

async function runRound(
  contest: Contest,
  side: Side,
  operations: number,
  clocks: Clocks,
): Promise<Round> {
  const [cpu, began] = [clocks.cpu(), clocks.now()];
  const sum = await side.run(operations);
  const [wall, used] = [clocks.now() - began, clocks.cpu() - cpu];
  const expected = contest.sum(operations);
  if (sum !== expected) {
    throw new Error(
      `${contest.id}, ${side.name}: the sum over ${operations} operations is ${sum}, must be ${expected}`,
    );
  }
  return { wall: wall / 1e3, cpu: used / 1e6 };
}

/** As many operations as would have taken as long as a round should. */
function fitting({ roundTime = 40 }: Contest, operations: number, { wall }: Round): number {
  return Math.max(2, Math.round((operations * roundTime) / 1e3 / Math.max(wall, 1e-6)));
}

/**
 * How many operations take about as long as a round should. The faster of two runs tells: the first may still wait for
 * a thread to load, or for the compiler.
 */
async function calibrate(contest: Contest, side: Side, clocks: Clocks): Promise<number> {
  const wanted = (contest.roundTime ?? 40) / 1e3;
  for (let operations = 2; ;) {
    const first = await runRound(contest, side, operations, clocks);
    const second = await runRound(contest, side, operations, clocks);
    const faster = first.wall < second.wall ? first : second;
    if (faster.wall >= wanted / 2) return fitting(contest, operations, faster);
    operations = Math.min(
      operations * 10,
      Math.max(operations * 2, fitting(contest, operations, faster)),
    );
  }
}

function results(
  sides: readonly Side[],
  operations: readonly number[],
  samples: readonly (readonly Round[])[],
): SideResult[] {
  const each = samples.map((rounds, index) => rounds.map(({ wall }) => wall / operations[index]!));
  return sides.map(({ name }, index) => ({
    name,
    operations: operations[index]!,
    nanoseconds: spread(each[index]!.map((seconds) => seconds * 1e9)),
    ratio: spread(each[index]!.map((seconds, round) => each[0]![round]! / seconds)),
    wall: total(samples[index]!.map(({ wall }) => wall)),
    cpu: total(samples[index]!.map(({ cpu }) => cpu)),
  }));
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
