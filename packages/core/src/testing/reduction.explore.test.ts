import { expect, test } from 'vitest';
import { array, assert, asyncProperty, constantFrom, nat, record } from 'fast-check';
import { spawn } from '../coroutine/spawn.ts';
import { currentTask, type Coroutine, type Task } from '../coroutine/task.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { CancelledError, TimeoutError } from '../errors.ts';
import type { Guard } from '../lock/guard.ts';
import { Lock } from '../lock/lock.ts';
import { Queue } from '../queue/queue.ts';
import { sleep } from '../time/sleep.ts';
import { explore } from './explore.ts';

const reduction = 'operations';

test('a reduced exploration of async functions comes to the same ends', async () => {
  const endsWith = async (how: object): Promise<[Set<string>, number]> => {
    const ends = new Set<string>();
    const { schedules, complete } = await explore(async () => {
      const main = currentTask()!;
      const [lock, queue] = [new Lock(), new Queue<string>()];
      const task = async (name: string): Promise<void> => {
        using _ = await lock.acquire();
        await queue.put(name);
      };
      const tasks = [spawn(task, 'a'), spawn(task, 'b'), spawn(() => yieldNow())];
      const canceller = spawn(() => tasks[0]!.cancel());
      for (const each of [canceller, ...tasks]) await each.catch(() => undefined);
      // One that was cut off, since all that follows was gone through, is cancelled.
      if (main.cancelling === 0) ends.add(`${queue.tryGet()} ${queue.tryGet()}`);
    }, how);
    expect(complete).toBe(true);
    return [ends, schedules];
  };
  const [all, schedules] = await endsWith({});
  const [reduced, fewer] = await endsWith({ reduction });
  expect(reduced).toEqual(all);
  expect(all.size).toBeGreaterThan(2);
  expect(fewer).toBeLessThan(schedules);
});

/** What a task of a generated program does; `on` picks the object. */
type Act = { do: (typeof acts)[number]; on: number };
const acts = [
  'put',
  'get',
  'get late',
  'lock',
  'unlock',
  'cancel',
  'join',
  'yield',
  'sleep',
] as const;
const task = array(record({ do: constantFrom(...acts), on: nat(1) }), {
  minLength: 1,
  maxLength: 4,
});

/** Does it, and returns what its task saw of that, which is all that an order can change. */
function* perform(act: Act, place: Place, own: Guard[]): Coroutine<string> {
  const queue = place.queues[act.on]!;
  switch (act.do) {
    case 'put':
      yield* queue.put(place.next());
      return 'put';
    case 'get':
      return `${yield* queue.get()}`;
    case 'get late':
      return `${yield* queue.get({ timeout: 5 })}`;
    case 'lock':
      own.push(yield* place.locks[act.on]!.acquire());
      return 'locked';
    case 'unlock':
      own.pop()?.release();
      return 'unlocked';
    case 'cancel':
      return `${place.tasks[act.on]?.cancel()}`;
    case 'join':
      return `${yield* place.tasks[act.on]!}`;
    case 'yield':
      yield* yieldNow();
      return 'yielded';
    case 'sleep':
      yield* sleep(5);
      return 'slept';
  }
}

interface Place {
  readonly queues: readonly Queue<string>[];
  readonly locks: readonly Lock[];
  readonly tasks: Task<string>[];
  next(): string;
}

function* body(plan: readonly Act[], place: Place, id: number): Coroutine<string> {
  const own: Guard[] = [];
  const seen: string[] = [];
  let item = 0;
  const mine = { ...place, next: () => `${id}/${item++}` };
  try {
    for (const act of plan) {
      try {
        seen.push(yield* perform(act, mine, own));
      } catch (error) {
        if (error instanceof CancelledError) throw error;
        seen.push(error instanceof TimeoutError ? 'late' : (error as Error).name);
      }
    }
  } finally {
    for (const guard of own) guard.release();
  }
  return seen.join(' ');
}

/** The ends that a program can come to, and how many schedules it took to see them. */
async function endsOf(plans: Act[][], how: object): Promise<[Set<string>, number, boolean]> {
  const ends = new Set<string>();
  const program = function* main(): Coroutine<void> {
    const place: Place = {
      queues: [new Queue<string>({ maxsize: 1 }), new Queue<string>()],
      locks: [new Lock({ owned: false }), new Lock()],
      tasks: [],
      next: () => '',
    };
    for (const [id, plan] of plans.entries()) place.tasks.push(spawn(body, plan, place, id));
    // What waits for ever is ended, so that each order comes to an end.
    yield* sleep(1000);
    let stuck = '';
    for (const each of place.tasks) stuck += `${each.state} `;
    for (const each of place.tasks) each.cancel();
    const results: string[] = [];
    for (const each of place.tasks) {
      try {
        results.push(yield* each);
      } catch (error) {
        results.push((error as Error).name);
      }
    }
    ends.add(`${stuck}: ${results.join(' | ')}; ${place.queues.map((queue) => queue.size).join()}`);
  };
  const { schedules, complete } = await explore(program, { schedules: 4000, ...how });
  return [ends, schedules, complete];
}

test('a reduced exploration of any program comes to the same ends, in no more schedules', async () => {
  let [compared, saved] = [0, 0];
  await assert(
    asyncProperty(array(task, { minLength: 2, maxLength: 3 }), async (plans) => {
      const [all, schedules, complete] = await endsOf(plans, {});
      if (!complete) return;
      const [reduced, fewer] = await endsOf(plans, { reduction });
      expect(reduced).toEqual(all);
      expect(fewer).toBeLessThanOrEqual(schedules);
      compared++;
      saved += schedules - fewer;
    }),
    { numRuns: 200, seed: 5 },
  );
  expect(compared).toBeGreaterThan(100);
  expect(saved).toBeGreaterThan(1000);
}, 120_000);
