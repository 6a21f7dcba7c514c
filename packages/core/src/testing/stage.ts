import { drawBy } from '../coroutine/select.ts';
import { platform } from '../realm.ts';
import { setExplorer } from '../scheduler/explorer.ts';
import { takeLoop } from '../scheduler/loop.ts';
import { useTimers } from '../time/timers.ts';
import type { Schedule } from './schedule.ts';
import type { Strategy } from './strategy.ts';

/** Lets a schedule decide all that happens in this realm, until the returned function is called. */
export function give(schedule: Schedule): () => void {
  const giveBackLoop = takeLoop(schedule);
  const timers = useTimers(schedule.time.timers);
  const drawAsBefore = drawBy((count) => schedule.draw(count));
  setExplorer(schedule);
  return () => {
    setExplorer(undefined);
    drawAsBefore();
    useTimers(timers);
    giveBackLoop();
    schedule.returnOthers();
  };
}

/** Outside of every async task's context: the program's tasks are not those of whoever explores it. */
export function apart<T>(body: () => T): T {
  const context = platform().asyncContext;
  return context === undefined ? body() : context.run(undefined, body);
}

/** The host's turn. */
export function hop(): Promise<void> {
  return new Promise((resolve) => void platform().hop(resolve));
}

/** Runs one schedule from its start to its end. */
export async function perform(
  schedule: Schedule,
  strategy: Strategy,
  hosted: boolean,
): Promise<void> {
  const giveBack = give(schedule);
  try {
    apart(() => schedule.begin(strategy, hosted));
    while (apart(() => schedule.run()) === 'host') await hop();
  } finally {
    giveBack();
  }
}
