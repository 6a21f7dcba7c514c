import type { Scenario } from '../scenario.ts';
import { deadlocks } from './cycles.ts';
import { exclusions } from './exclusion.ts';
import { executorCalls } from './executor-calls.ts';
import { gatherings } from './gatherings.ts';
import { handOvers } from './hand-over.ts';
import { kills } from './kills.ts';
import { meetings } from './meetings.ts';
import { numbers } from './numbers.ts';
import { queues } from './queues.ts';
import { servedKills } from './served-kills.ts';
import { turns } from './turns.ts';

/** Every scenario, in the order in which they are played. */
export const scenarios: readonly Scenario[] = [
  ...exclusions,
  ...meetings,
  ...gatherings,
  turns,
  ...handOvers,
  numbers,
  ...queues,
  ...deadlocks,
  ...kills,
  executorCalls,
  servedKills,
];
