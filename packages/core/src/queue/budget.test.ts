import { describe, expect, test } from 'vitest';
import { call } from '../coroutine/call.ts';
import { gather } from '../coroutine/gather.ts';
import { select } from '../coroutine/select.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine } from '../coroutine/task.ts';
import { TaskGroup } from '../coroutine/task-group.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { Lock } from '../lock/lock.ts';
import { installPlatform, platform } from '../realm.ts';
import { fifo } from '../scheduler/fifo.ts';
import type { Policy } from '../scheduler/order.ts';
import { setPolicy } from '../scheduler/policy.ts';
import { priority } from '../scheduler/priority.ts';
import { roundRobin } from '../scheduler/round-robin.ts';
import { after } from '../time/after.ts';
import { sleep } from '../time/sleep.ts';
import { Queue } from './queue.ts';

// A clock that moves by a set amount with each turn, so that the bound is one of turns and free of the machine's noise.
let clock = 0;
const hops: number[] = [];
const host = platform();
installPlatform({
  ...host,
  name: 'test',
  now: () => clock,
  hop: (callback) => {
    hops.push(clock);
    host.hop(callback);
  },
});

const budget = 5;
/** Milliseconds of one turn, as the clock above has it. */
const turnMs = 0.01;
/** The loop looks at the clock after so many operations at the latest. */
const operationsPerLook = 64;

/** And after so many milliseconds, once it has seen how long a turn takes, or after one turn that takes longer. */
const betweenLooks = 2;

const queue = new Queue<number>();
const full = new Queue<number>({ maxsize: 1 });
full.tryPut(0);
const lock = new Lock();
const ended = spawn(() => 1);
const plain = function* (): Coroutine<number> {
  return yield* ended;
};

const turns: Record<string, () => Coroutine<unknown>> = {
  *yieldNow() {
    yield* yieldNow();
  },
  *'sleep(0)'() {
    yield* sleep(0);
  },
  *'put and get'() {
    yield* queue.put(1);
    yield* queue.get();
  },
  *'a put that times out at once'() {
    try {
      yield* full.put(1, { timeout: 0 });
    } catch {
      // That is the point.
    }
  },
  *'acquire and release'() {
    (yield* lock.acquire()).release();
  },
  *'lock.run'() {
    yield* lock.run(plain);
  },
  *'a task that has ended'() {
    yield* ended;
  },
  *'a task of its own'() {
    yield* spawn(plain);
  },
  *call() {
    yield* call(plain);
  },
  *gather() {
    yield* gather([ended, ended]);
  },
  *'an empty group'() {
    yield* new TaskGroup().run(plain);
  },
  *'select that finds something'() {
    yield* select({ put: queue.putting(1), get: queue });
  },
  *'select that waits'() {
    yield* select({ none: after(0) });
  },
  *'join of a queue'() {
    yield* new Queue().join();
  },
};

describe.each([
  ['fifo', fifo()],
  ['priority', priority()],
  ['round robin', roundRobin({ slice: 60_000 })],
] satisfies [string, Policy][])('under the policy %s', (_, policy) => {
  test.each(Object.entries(turns))(
    'a coroutine that spins on %s gives the host its turn within the budget',
    async (_name, turn) => {
      setPolicy(policy);
      hops.length = 0;
      let most = 0;
      await spawn(function* () {
        let last = clock;
        for (let n = 0; hops.length < 8; n++) {
          // Were there no hop, the test would never end.
          if (n > 20_000) throw new Error(`no ${hops.length + 1}th turn of the host in ${n} turns`);
          clock += turnMs;
          yield* turn();
          most = Math.max(most, clock - (hops.at(-1) ?? last));
          if (hops.length > 0) last = hops.at(-1)!;
        }
      });
      setPolicy(fifo());
      expect(most).toBeLessThanOrEqual(budget + operationsPerLook * turnMs + 1e-6);
      for (let n = 1; n < hops.length; n++) {
        expect(hops[n]! - hops[n - 1]!).toBeGreaterThanOrEqual(budget - 1e-6); // not more often than needed
      }
    },
  );
});

test.each([0.5, 1, 3, 20])(
  'a coroutine whose turns take %d ms gives the host its turn within the budget too, from the second on',
  async (ms) => {
    for (const turn of [
      turns['yieldNow']!,
      turns['put and get']!,
      turns['a task that has ended']!,
    ]) {
      hops.length = 0;
      await spawn(function* () {
        for (let n = 0; hops.length < 8; n++) {
          if (n > 1000) throw new Error(`no ${hops.length + 1}th turn of the host in ${n} turns`);
          clock += ms;
          yield* turn();
        }
      });
      const between = hops.slice(1).map((hop, index) => hop - hops[index]!);
      expect(Math.max(...between.slice(1))).toBeLessThanOrEqual(budget + betweenLooks + ms + 1e-6);
    }
  },
);
