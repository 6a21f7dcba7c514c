import { expect, test } from 'vitest';
import { ThreadDiedError } from '../errors.ts';
import type { Incoming } from '../thread/call-way.ts';
import { killAt } from '../memory/killing.fixture.ts';
import type { Future } from './future.ts';
import {
  blocksInUse,
  byMessage,
  echo,
  played,
  type PlayedThread,
} from './played-thread.fixture.ts';
import { onTheirWay, Ticket } from '../thread/ticket.fixture.ts';
import { ThreadPoolExecutor } from './thread-pool-executor.ts';

/** Longer than a record, so it stands in blocks of its own. */
const long = 'long '.repeat(1000);

interface Given {
  readonly pool: ThreadPoolExecutor;
  readonly futures: readonly Future<unknown>[];
  readonly thread: PlayedThread;
}

/** A thread that has got these calls, and two more that were taken back from it. */
async function given(calls: readonly (readonly unknown[])[]): Promise<Given> {
  played.length = 0;
  const pool = new ThreadPoolExecutor({ maxWorkers: 1, tasksPerWorker: 16 });
  const [first, ...rest] = calls.map(([value, ...more], n) => [value, ...more, n] as const);
  const futures = [pool.submit(echo, ...first!)];
  const cancelled = [
    pool.submit(echo, { of: 'bytes' }, new Ticket(), long),
    pool.submit(echo, 'by message', byMessage(), new Ticket()),
  ];
  futures.push(...rest.map((args) => pool.submit(echo, ...args)));
  await Promise.resolve(); // what was submitted is shown to the thread
  expect(cancelled.map((future) => future.cancel())).toEqual([true, true]);
  return { pool, futures, thread: played[0]!.begins() };
}

test.each<[string, () => unknown[][]]>([
  ['plain values', () => [[1], ['two', 2], [undefined]]],
  ['objects', () => [[{ n: 1 }], [{ n: 2 }, new Ticket()], [new Ticket()]]],
  ['long ones', () => [[long, 1], [{ n: 2 }, new Ticket(), long], [[new Ticket(), long]]]],
  [
    'messages',
    () => [
      ['a', byMessage()],
      ['b', byMessage(), new Ticket()],
      [[1], byMessage()],
    ],
  ],
])(
  'a thread is killed at any step of calls with %s: what it had begun fails unless it was answered, the rest is run once',
  async (_, calls) => {
    let died = 0;
    let lost = 0;
    for (let isDead = true; isDead; died++) {
      const [tickets, blocks] = [onTheirWay, blocksInUse()];
      const { pool, futures, thread } = await given(calls());
      const runs = futures.map(() => 0);
      const ran = ({ args }: Incoming): void => void runs[args.at(-1) as number]!++;
      isDead = killAt(died, () => thread.runs(ran));

      const begun = futures.map(({ running }) => running);
      thread.dies();
      expect(futures.map(({ done }) => done)).toEqual(begun);
      while (!futures.every(({ done }) => done)) {
        played.at(-1)!.begins().runs(ran);
        played.at(-1)!.heard();
      }
      for (const [n, future] of futures.entries()) {
        if (future.state === 'done') {
          expect([future._value, runs[n]]).toEqual([calls()[n]![0], 1]);
          continue;
        }
        await expect(future.toPromise()).rejects.toThrow(ThreadDiedError);
        expect([begun[n], runs[n]! <= 1]).toEqual([true, true]);
        lost++;
      }

      void pool.shutdown({ wait: false });
      for (const one of played) one.dies({ code: 0 });
      expect(pool.workers).toBe(0);
      // What it was giving back, or had in an answer that nobody can see, is used by nobody any more: one at most.
      for (const left of [onTheirWay - tickets, blocksInUse() - blocks]) {
        expect([0, 1]).toContain(left);
      }
    }
    expect(died).toBeGreaterThan(50);
    expect(lost).toBeGreaterThan(2);
  },
);
