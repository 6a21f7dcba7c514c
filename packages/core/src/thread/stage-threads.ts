import type { Coroutine } from '../coroutine/task.ts';
import type { TaskGroup } from '../coroutine/task-group.ts';
import { Event } from '../lock/event.ts';
import { Pending } from '../operation/pending.ts';
import { Queue } from '../queue/queue.ts';
import type { Calls, Stage } from '../queue/stage.ts';
import type { Waitable } from '../wait/wait.ts';
import type { Called, Job, StageArguments } from './call-each.ts';
import { eachOf } from './known-tasks.ts';
import { Thread } from './thread.ts';

/** Calls the function of a stage in threads that end with the group. As many items as may wait for a worker are there already. */
export function startThreads<A, B>(group: TaskGroup, stage: Stage<A, B>): Calls<A, B> {
  const { workers, buffer, name } = stage;
  const target = eachOf<A, B>(stage.fn);
  const items = new Queue<Job<A>>({ name });
  const results = new Queue<Called<B>>({ name: `results of ${name}` });
  const stop = new Event();
  const waiting = new Map<number, Pending<B>>();
  let alive = workers;
  const follow = function* (number: number): Coroutine<void> {
    const args: StageArguments<A, B> = [items, results, stop];
    const thread = Thread.start({ target, args, name: `${name}-${number}` });
    try {
      yield* thread.result();
    } catch (error) {
      stop.set();
      // It hears of that where it waits, and is waited for where it computes.
      if (thread.alive) yield* ended(thread);
      throw error;
    }
    if (--alive === 0) results.shutdown();
  };
  for (let number = 1; number <= workers; number++) {
    group.spawn({ target: follow, args: [number], name: `thread ${name}-${number}` });
  }
  group.spawn({
    name: `results of ${name}`,
    *target() {
      yield* results.forEach(([place, value]) => {
        waiting.get(place)!._resolve(value);
        waiting.delete(place);
      });
    },
  });
  const calls: Waitable = {
    within: true,
    describe: () => `stage ${JSON.stringify(name)} in its threads`,
    withdraw: () => true,
  };
  let place = 0;
  return {
    callers: workers + buffer,
    capacity: 0,
    *call(item) {
      const wait = new Pending<B>(calls, 'call');
      waiting.set(++place, wait);
      yield* items.put([place, item]);
      return yield* wait;
    },
    end: () => items.shutdown(),
  };
}

function* ended(thread: Thread<never>): Coroutine<void> {
  try {
    yield* thread.result();
  } catch {
    // Of several failures the first is told.
  }
}
