import type { EngineId } from '../../compare/engine.ts';
import type { Played, SeenFault, Tally } from './tally.ts';

/** What is kept of runs: of each scenario on each runtime, the last time that it was played. */
export interface Recorded {
  readonly runs: readonly RecordedRun[];
}

/** What still counts of one run. */
export interface RecordedRun {
  readonly date: string;
  readonly minutes: number;
  readonly cores: number;
  readonly seed: number;
  /** All that played at the same time, whatever of theirs still counts. */
  readonly engines: readonly EngineId[];
  readonly runtimes: readonly RecordedRuntime[];
}

interface RecordedRuntime {
  readonly engine: EngineId;
  readonly runtime: string;
  readonly scenarios: readonly Played[];
  readonly faults: readonly SeenFault[];
}

/** A run as a record; a scenario whose turn never came is left out. */
export function runOf(
  tallies: readonly Tally[],
  how: Pick<RecordedRun, 'date' | 'minutes' | 'cores' | 'seed'>,
): RecordedRun {
  return {
    ...how,
    engines: tallies.map(({ engine }) => engine),
    runtimes: tallies.map(({ engine, runtime, played, faults }) => ({
      engine,
      runtime,
      scenarios: played.filter((one) => one.rounds > 0 || one.faults > 0),
      faults,
    })),
  };
}

/**
 * Puts a run in the place of what it played anew, on the runtimes where it did; all else stays, with its date.
 * @param known The scenarios there are: what is no longer one of them goes.
 */
export function merge(recorded: Recorded, run: RecordedRun, known: readonly string[]): Recorded {
  const isAnew = (engine: EngineId, name: string): boolean =>
    run.runtimes.some(
      (one) => one.engine === engine && one.scenarios.some((played) => played.name === name),
    );
  const former = recorded.runs.map((one) =>
    keep(one, (engine, name) => known.includes(name) && !isAnew(engine, name)),
  );
  return { runs: [...former, run].filter(({ runtimes }) => runtimes.length > 0) };
}

function keep(run: RecordedRun, still: (engine: EngineId, name: string) => boolean): RecordedRun {
  const runtimes = run.runtimes.map((one) => ({
    ...one,
    scenarios: one.scenarios.filter(({ name }) => still(one.engine, name)),
    faults: one.faults.filter(({ name }) => still(one.engine, name)),
  }));
  return { ...run, runtimes: runtimes.filter(({ scenarios }) => scenarios.length > 0) };
}
