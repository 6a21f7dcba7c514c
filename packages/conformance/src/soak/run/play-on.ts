import type { FoundEngine } from '../../compare/engine.ts';
import { watchSilence } from '../../compare/silence.ts';
import type { Message, Request } from '../message.ts';
import type { Options } from './options.ts';
import type { Playing } from './start.ts';
import { Tally } from './tally.ts';

/** It tells of itself every two seconds; whoever is stuck in a scenario says so after 30. */
const silenceLimit = 90_000;
/** How long a program whose work is done may take to end by itself. */
const endLimit = 20_000;
/** Enough to look into. */
const mostFaults = 5;

export type Start = (
  engine: FoundEngine,
  request: Request,
  take: (message: Message) => void,
) => Playing | Promise<Playing>;

/** Plays on one runtime until the time is over; after a fault it is started anew. */
export async function playOn(
  engine: FoundEngine,
  options: Options,
  start: Start,
  seen: (tally: Tally) => void,
): Promise<Tally> {
  const tally = new Tally(engine.id, options.scenarios);
  const end = performance.now() + options.minutes * 60_000;
  const { scenarios, slice } = options;
  let [seed, first] = [options.seed, 0];
  while (
    scenarios.length > 0 &&
    seed < options.seed + options.rounds &&
    tally.faults.length < mostFaults
  ) {
    const ms = end - performance.now();
    if (ms <= 0) break;
    let last = { seed, name: scenarios[first]! };
    const note = (message: Message): void => {
      if (message.type === 'begin') last = message;
      tally.take(message);
      seen(tally);
    };
    const rounds = options.seed + options.rounds - seed;
    const request = { scenarios, first, slice, seed, ms, rounds };
    if (await playOnce(engine, request, start, tally, note)) break;
    // On with what comes next.
    seed = last.seed;
    first = scenarios.indexOf(last.name) + 1;
    if (first === scenarios.length) [seed, first] = [seed + 1, 0];
  }
  return tally;
}

/** @returns Whether all was played without a fault. */
async function playOnce(
  engine: FoundEngine,
  request: Request,
  start: Start,
  tally: Tally,
  note: (message: Message) => void,
): Promise<boolean> {
  const { promise: finished, resolve: finish } = Promise.withResolvers<
    'done' | 'fault' | 'silent'
  >();
  const silence = watchSilence(silenceLimit, () => finish('silent'));
  let faults = 0;
  const fault = (what: string) => {
    const { name = request.scenarios[request.first]!, seed } = tally.now ?? {};
    tally.fault({ name, seed, what });
  };
  let playing: Playing;
  try {
    playing = await start(engine, request, (message) => {
      silence.heard();
      if (message.type === 'fault') faults += 1;
      if (message.type === 'done') finish(faults === 0 ? 'done' : 'fault');
      note(message);
    });
  } catch (error) {
    silence.stop();
    fault(`it could not be started: ${String(error)}`);
    return false;
  }
  const how = await Promise.race([finished, playing.ended.then((why) => ({ why }))]);
  silence.stop();
  const isPage = engine.id === 'chromium' || engine.id === 'firefox';
  if (how === 'silent') fault(`it said nothing for ${silenceLimit} ms`);
  else if (typeof how === 'object') fault(how.why);
  else if (how === 'done' && !isPage && !(await endsByItself(playing))) {
    fault(`it was still running ${endLimit} ms after the last scenario`);
    await playing.kill();
    return false;
  }
  await playing.kill();
  return how === 'done';
}

/** What keeps a program open whose work is done would keep a user's open too. */
async function endsByItself(playing: Playing): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), endLimit);
  });
  const ended = await Promise.race([playing.ended.then(() => true), late]);
  clearTimeout(timer);
  return ended;
}
