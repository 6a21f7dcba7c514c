import { runtimeVersion } from '../runtime.ts';
import { Crew } from './crew.ts';
import { told } from './fault.ts';
import type { Message, Request } from './message.ts';
import { Random } from './random.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios/index.ts';

/** Where a thread that was ended by force may run on; see `Thread.terminate`. */
const runOn: ReadonlySet<string> = new Set(['Deno', 'Chromium', 'Edge', 'Safari']);
/** Where a thread's number is given back as soon as it was killed. */
const tellOfEnds: ReadonlySet<string> = new Set(['Node', 'Bun']);
const beatEvery = 2000;

/** Plays scenarios one after another, in rounds, until the time is over or one of them fails. */
export async function play(request: Request, tell: (message: Message) => void): Promise<void> {
  const chosen = scenarios.filter(({ name }) => request.scenarios.includes(name));
  const runtime = runtimeVersion();
  const end = performance.now() + request.ms;
  const beat = setInterval(() => tell({ type: 'beat' }), beatEvery);
  try {
    for (let round = 0; round < request.rounds; round++) {
      for (const scenario of round === 0 ? chosen.slice(request.first) : chosen) {
        if (performance.now() >= end) return;
        const seed = request.seed + round;
        tell({ type: 'begin', name: scenario.name, seed, runtime });
        if (!(await playOne(scenario, seed, request.slice, runtime.name, tell))) return;
      }
    }
  } finally {
    clearInterval(beat);
    tell({ type: 'done' });
  }
}

async function playOne(
  { name, play: playIt }: Scenario,
  seed: number,
  ms: number,
  runtime: string,
  tell: (message: Message) => void,
): Promise<boolean> {
  const start = performance.now();
  const random = new Random(seed);
  try {
    const figures = await playIt({
      random,
      ms,
      runsOn: runOn.has(runtime),
      early: runtime !== 'Deno',
      pace: tellOfEnds.has(runtime) ? 0 : 150,
      crew: () => new Crew(random),
    });
    tell({ type: 'played', name, ms: Math.round(performance.now() - start), figures });
    return true;
  } catch (error) {
    tell({ type: 'fault', name, seed, what: told(error) });
    return false;
  }
}
