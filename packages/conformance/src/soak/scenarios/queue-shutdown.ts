import { close, Lock, Queue, ShutDownError, sleep } from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { Fault } from '../fault.ts';
import { mustBeTheSame, newLedger } from '../ledger.ts';
import type { Scenario } from '../scenario.ts';
import { closing, type Round } from '../tasks/closing.ts';
import { mustBe, sizes, soon } from './same.ts';

/** Has threads use a queue, and shuts it down meanwhile. */
async function shutDown(
  role: Role,
  all: readonly Queue<Round>[],
  done: Queue<number>,
): Promise<Figures> {
  const actor = new Actor(role);
  const { random } = actor;
  const lock = new Lock();
  while (!actor.over) {
    const queue = new Queue<unknown>({ maxsize: random.of(sizes) });
    const [ledger, immediate] = [newLedger(), random.oneIn(2)];
    // One of the threads does it, or this one.
    const closer = random.below(all.length + 1);
    const after = 1 + random.below(random.oneIn(2) ? 4 : 200);
    for (const [index, rounds] of all.entries()) {
      const round = { queue, lock, ledger, immediate, after: index === closer ? after : 0 };
      await rounds.put(round);
    }
    if (closer === all.length) {
      await sleep(random.below(3));
      actor.does('shuts down');
      queue.shutdown({ immediate });
    }
    actor.does('waits');
    for (const _ of all) await done.get();
    if (!immediate) mustBeTheSame(ledger);
    else if (ledger.get(2) > ledger.get(0)) {
      throw new Fault(`${ledger.get(2)} items were got of ${ledger.get(0)} that were put`);
    }
    mustBe('items in a queue that was shut down', queue.size, 0);
    await queue.join(soon);
    mustRefuse(() => queue.tryPut(0));
    mustRefuse(() => queue.tryGet());
    close(queue);
    close(ledger);
    actor.count(immediate ? 'shut down at once' : 'shut down');
  }
  for (const rounds of all) rounds.shutdown();
  return actor.end();
}

function mustRefuse(step: () => unknown): void {
  try {
    step();
  } catch (error) {
    if (error instanceof ShutDownError) return;
    throw error;
  }
  throw new Fault('a queue that was shut down and is empty has not refused');
}

export const queueShutdown: Scenario = {
  name: 'queue.shutdown',
  proves:
    'a queue is shut down while threads put and get: all of them end, and each item that was put is got, or thrown away if that was asked for',
  play({ ms, crew: newCrew }) {
    const crew = newCrew();
    const all = Array.from({ length: 4 }, () => new Queue<Round>());
    const done = new Queue<number>();
    crew.thread(closing.putBlocking, 0, all[0]!, done);
    crew.thread(closing.put, 1, all[1]!, done);
    crew.thread(closing.getBlocking, all[2]!, done);
    crew.thread(closing.get, all[3]!, done);
    crew.task(shutDown, all, done);
    return crew.finish(ms);
  },
};
