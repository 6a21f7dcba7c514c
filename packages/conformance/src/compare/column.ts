import type { ProbedAbilities } from '../abilities.ts';
import type { Message } from '../engines/message.ts';
import type { Progress, Result, RuntimeVersion } from '../result.ts';
import type { EngineId } from './engine.ts';

/** What one run of one engine gave. */
export interface Column {
  readonly engine: EngineId;
  readonly runtime: RuntimeVersion;
  /** The day of the run, as YYYY-MM-DD. */
  readonly date: string;
  readonly ms: number;
  readonly abilities?: ProbedAbilities;
  readonly results: readonly Result[];
  /** What went wrong with the engine itself. */
  readonly problems: readonly string[];
}

export interface ColumnBuilder {
  take(message: Message): void;
  /** Settles when the engine has reported everything, or has failed. */
  readonly done: Promise<void>;
  /** Without a report until now, `why` is what all that is left gets. */
  build(why: string): Column;
  problem(what: string): void;
}

/** Gathers what an engine tells; an engine that ends early still gives a full column. */
export function columnOf(
  engine: { id: EngineId; title: string },
  ids: readonly string[],
  onProgress: (progress: Progress) => void,
): ColumnBuilder {
  const start = performance.now();
  const results: Result[] = [];
  const problems: string[] = [];
  let begun: string | undefined;
  let runtime: RuntimeVersion = { name: engine.title, version: 'unknown' };
  let abilities: ProbedAbilities | undefined;
  let complete = false;
  const { promise: done, resolve: finish } = Promise.withResolvers<void>();

  const unfinished = (id: string, why: string): Result => ({
    id,
    outcome: 'differs',
    ms: 0,
    why:
      id === begun
        ? `the runtime ended meanwhile: ${why}`
        : `not run, the runtime ended before: ${why}`,
  });

  return {
    done,
    take(message) {
      if (message.type === 'failed') {
        problems.push(message.why);
        finish();
      } else if (message.type === 'report') {
        ({ runtime, abilities } = message.report);
        complete = true;
        finish();
      } else {
        if (message.type === 'begin') begun = message.id;
        else results.push(message.result);
        onProgress(message);
      }
    },
    problem: (what) => void problems.push(what),
    build(why) {
      if (!complete) {
        if (problems.length === 0) problems.push(why);
        const seen = new Set(results.map((result) => result.id));
        for (const id of ids) if (!seen.has(id)) results.push(unfinished(id, problems[0] ?? why));
      }
      const ms = Math.round(performance.now() - start);
      const date = new Date().toISOString().slice(0, 10);
      return {
        engine: engine.id,
        runtime,
        date,
        ms,
        ...(abilities && { abilities }),
        results,
        problems,
      };
    },
  };
}
