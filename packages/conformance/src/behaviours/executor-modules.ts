import { behaviour, type Behaviour, type Heddle } from '../behaviour.ts';
import { nowhere } from '../tasks/nowhere.ts';
import { pooling } from '../tasks/pooling.ts';
import { throwsOnImport } from '../tasks/throws-on-import.ts';
import type { Tools } from '../tools.ts';

/** What the failures of two such calls say, of all the words given, and what other calls gave before and beside them. */
async function twiceBeside(
  { ThreadPoolExecutor }: Heddle,
  tools: Tools,
  never: typeof nowhere.never,
  words: readonly string[],
) {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const sums = [await pool.submit(pooling.add, 1, 1)];
  const seen = [];
  for (const n of [1, 2]) {
    const failing = pool.submit(never);
    const beside = pool.submit(pooling.add, n, 1);
    const { instance, message } = tools.error(await failing.exception());
    seen.push([instance, ...words.map((word) => message.includes(word))]);
    sums.push(await beside);
  }
  await pool.shutdown();
  return { seen, sums };
}

/** Calls whose module cannot be loaded, and calls that are many, large, or without an end. */
export const executorModules: readonly Behaviour[] = [
  behaviour({
    id: 'executor.module-missing',
    title: 'calls of a module that is not there fail, each of them, and no other',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    run: (heddle, tools) =>
      twiceBeside(heddle, tools, nowhere.never, ['nowhere.never', 'bindWorker']),
    expect: {
      seen: [
        [true, true, true],
        [true, true, true],
      ],
      sums: [2, 2, 3],
    },
  }),
  behaviour({
    id: 'executor.module-throws',
    title: 'a module that throws while it is imported fails the calls of its tasks, each of them',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    run: (heddle, tools) =>
      twiceBeside(heddle, tools, throwsOnImport.never, ['throwsOnImport.never']),
    expect: {
      seen: [
        [true, true],
        [true, true],
      ],
      sums: [2, 2, 3],
    },
  }),
  behaviour({
    id: 'executor.module-throws-first',
    title: 'an executor whose first call is of such a module says what it threw',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const { message } = tools.error(await pool.submit(throwsOnImport.never).exception());
      await pool.shutdown();
      return message.includes('the module fails on purpose');
    },
    expect: true,
  }),
  behaviour({
    id: 'executor.errors-at-once',
    title: 'a thousand calls that fail at once give each its own error',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const futures = Array.from({ length: 1000 }, (_, n) =>
        pool.submit(pooling.fail, `call ${n}`),
      );
      const failures = await Promise.all(futures.map((future) => future.exception()));
      const after = await pool.submit(pooling.add, 1, 1);
      await pool.shutdown();
      const right = failures.filter(
        (error, n) => error instanceof RangeError && error.message === `call ${n}`,
      );
      return { right: right.length, after };
    },
    expect: { right: 1000, after: 2 },
  }),
  behaviour({
    id: 'executor.huge',
    title: 'an argument of 100 MB crosses whole; one that moves is not copied',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }) {
      const size = 100_000_000;
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const bytes = new Uint8Array(size);
      bytes[0] = 1;
      bytes[size - 1] = 2;
      const copied = await pool.submit(pooling.ends, bytes);
      const moved = await pool.with({ transfer: [bytes.buffer] }).submit(pooling.ends, bytes);
      const left = bytes.length;
      await pool.shutdown();
      return { copied, moved, left };
    },
    expect: { copied: [100_000_000, 1, 2], moved: [100_000_000, 1, 2], left: 0 },
  }),
];
