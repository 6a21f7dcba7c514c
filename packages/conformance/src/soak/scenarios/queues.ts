import type { Scenario } from '../scenario.ts';
import { channelKills } from './channel-kills.ts';
import { queueKills } from './queue-kills.ts';
import { queueKinds } from './queue-kinds.ts';
import { queueMixed } from './queue-mixed.ts';
import { queueMove } from './queue-move.ts';
import { queueShutdown } from './queue-shutdown.ts';

export const queues: readonly Scenario[] = [
  queueMixed,
  queueKinds,
  queueShutdown,
  queueMove,
  queueKills,
  channelKills,
];
