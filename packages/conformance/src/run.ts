import {
  abilities,
  probeAbilities,
  type Abilities,
  type AbilityName,
  type ProbedAbilities,
} from './abilities.ts';
import type { Behaviour, Heddle } from './behaviour.ts';
import type { Progress, Report, Result, RuntimeVersion } from './result.ts';
import { runtimeVersion } from './runtime.ts';
import { asFact, same } from './same.ts';
import { toolsFor, type Tools } from './tools.ts';

/** Long enough for threads to start on a busy machine, short enough to wait for. */
const defaultLimit = 20_000;

export interface RunOptions {
  readonly behaviours: readonly Behaviour[];
  /** Ids of those to run. @default all */
  readonly only?: readonly string[];
  readonly abilities?: Abilities;
  readonly runtime?: RuntimeVersion;
  onProgress?(progress: Progress): void;
}

const hung: unique symbol = Symbol('hung');

/** Runs behaviours one after another on an adapter. */
export async function runBehaviours(heddle: Heddle, options: RunOptions): Promise<Report> {
  const list = options.behaviours.filter((one) => options.only?.includes(one.id) ?? true);
  const known = options.abilities ?? abilities;
  const probed = await probeAbilities(known);
  const tools = toolsFor(heddle, probed);
  const results: Result[] = [];
  for (const [index, behaviour] of list.entries()) {
    options.onProgress?.({ type: 'begin', id: behaviour.id, index, total: list.length });
    const lacks = behaviour.needs.find((name) => !probed[name]);
    const result: Result =
      lacks === undefined
        ? await runOne(behaviour, heddle, tools, probed)
        : { id: behaviour.id, outcome: 'impossible', lacks, why: known[lacks].why, ms: 0 };
    results.push(result);
    options.onProgress?.({ type: 'result', result, index, total: list.length });
  }
  return { runtime: options.runtime ?? runtimeVersion(), abilities: probed, results };
}

async function runOne(
  behaviour: Behaviour,
  heddle: Heddle,
  tools: Tools,
  probed: ProbedAbilities,
): Promise<Result> {
  const limit = behaviour.limit ?? defaultLimit;
  const start = performance.now();
  const end = (rest: Omit<Result, 'id' | 'ms'>): Result => ({
    id: behaviour.id,
    ...rest,
    ms: Math.round(performance.now() - start),
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<typeof hung>((resolve) => {
    timer = setTimeout(() => resolve(hung), limit);
  });
  try {
    const seen = await Promise.race([behaviour.run(heddle, tools), tooLate]);
    if (seen === hung) return end({ outcome: 'differs', why: `did not end within ${limit} ms` });
    const observed = asFact(seen);
    if (same(observed, asFact(behaviour.expect))) return end({ outcome: 'same' });
    return end({ outcome: 'differs', observed, why: 'something else was seen' });
  } catch (error) {
    return end({ outcome: 'differs', why: explain(error, probed) });
  } finally {
    clearTimeout(timer);
  }
}

function explain(error: unknown, probed: ProbedAbilities): string {
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  const { ability } = error as { ability?: AbilityName };
  // An adapter that says it cannot, on a runtime that can, hides what the comparison is for.
  const claim =
    ability !== undefined && probed[ability]
      ? `the adapter says that ${ability} is missing, but the probe shows it: `
      : '';
  return `${claim}threw ${error.name}: ${error.message}`;
}
