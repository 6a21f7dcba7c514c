import { behaviour, type Behaviour } from '../behaviour.ts';
import { nesting } from '../tasks/nesting.ts';

/** Calls that tasks make in the executor that they run in. */
export const executorInside: readonly Behaviour[] = [
  behaviour({
    id: 'executor.inside',
    title: 'an executor can be handed to its own tasks, which make calls in it',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2, name: 'p' });
      const results = [
        await pool.submit(nesting.addInside, pool, 40, 2),
        await pool.submit(nesting.failInside, pool),
        await pool.submit(nesting.mapInside, pool, [1, 2, 3]),
      ];
      await pool.shutdown();
      return results;
    },
    expect: [42, 'RangeError: inner', [2, 4, 6]],
  }),
  behaviour({
    id: 'executor.inside.several',
    title: 'calls that wait for calls of theirs go on where a worker runs several at a time',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, tasksPerWorker: 200 });
      const result = await pool.submit(nesting.fibonacci, pool, 8);
      await pool.shutdown();
      return result;
    },
    expect: 21,
  }),
  behaviour({
    id: 'executor.inside.shutdown',
    title: 'a task does not end the executor that it runs in',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, name: 'p' });
      const refused = await tools.thrownBy(() => pool.submit(nesting.shutDown, pool));
      const after = await pool.submit(nesting.add, 40, 2);
      await pool.shutdown();
      return { refused, after };
    },
    expect: { refused: 'InvalidStateError', after: 42 },
  }),
  behaviour({
    id: 'executor.deadlock',
    title:
      'a task that waits for a task of the same full executor is told the cycle; the executor goes on',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, name: 'p' });
      const told = await pool.submit(nesting.addInside, pool, 1, 2).then(
        () => 'nothing',
        (error: unknown) => String(error),
      );
      const after = await pool.submit(nesting.add, 40, 2);
      await pool.shutdown();
      return { told, after };
    },
    expect: {
      told: 'DeadlockError: nesting.addInside (p_0) holds a worker of executor "p" and waits for the call of nesting.add in executor "p", for which no worker is left',
      after: 42,
    },
  }),
  behaviour({
    id: 'executor.deadlock.several',
    title:
      'as many tasks as there are workers wait for tasks of theirs: one is told, the others go on',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const calls = [1, 2, 3, 4].map((n) => pool.submit(nesting.addInside, pool, n, n));
      const outcomes = await Promise.allSettled(calls);
      await pool.shutdown();
      const failed = outcomes.filter(({ status }) => status === 'rejected');
      const classes = failed.map((one) => (one as { reason: Error }).reason.name);
      const sums = outcomes.map((one, i) => one.status === 'rejected' || one.value === 2 * (i + 1));
      return {
        some: failed.length > 0 && failed.length < calls.length,
        classes: [...new Set(classes)],
        right: sums.every(Boolean),
      };
    },
    expect: { some: true, classes: ['DeadlockError'], right: true },
  }),
  behaviour({
    id: 'executor.self-wait',
    title: 'a call that waits for one of the same full executor is told, and does not hang',
    about: 'executor',
    kind: 'normal',
    needs: [],
    async run({ LocalExecutor }, tools) {
      const pool = new LocalExecutor({ maxWorkers: 1, name: 'p' });
      const failure = await tools.failureOf(() =>
        pool.submit(function* outer() {
          return yield* pool.submit(function inner() {
            return 1;
          });
        }),
      );
      const next = await pool.submit(() => 2);
      await pool.shutdown();
      return { class: failure === 'nothing' ? failure : failure.class, next };
    },
    expect: { class: 'DeadlockError', next: 2 },
  }),
];
