import type { Behaviour } from '../behaviour.ts';
import { nesting } from '../tasks/nesting.ts';
import { pooling } from '../tasks/pooling.ts';
import { posting } from '../tasks/posting.ts';
import { Talk } from '../talk.ts';
import { byMessages } from './by-messages.ts';

/** How threads and executors begin and end without shared memory. */
export const executorMessagesEnds: readonly Behaviour[] = [
  byMessages({
    id: 'executor.messages-initializer',
    title:
      'without shared memory each thread is prepared, and replaced after so many calls; if that fails, the executor breaks',
    kind: 'normal',
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({
        maxWorkers: 1,
        maxTasksPerChild: 2,
        threadNamePrefix: 'w',
        initializer: pooling.prepare,
        initargs: ['once'],
      });
      const prepared = await Promise.all([1, 2, 3].map(() => pool.submit(pooling.prepared)));
      const name = await pool.submit(pooling.name);
      await pool.shutdown();
      const broken = new ThreadPoolExecutor({
        maxWorkers: 1,
        initializer: pooling.fail,
        initargs: ['not prepared'],
      });
      const failure = await broken.submit(pooling.add, 1, 1).exception();
      const later = await tools.thrownBy(() => broken.submit(pooling.add, 1, 1));
      await broken.shutdown();
      return { prepared, name, broken: [tools.error(failure).class, later] };
    },
    expect: {
      prepared: ['nothing once', 'nothing once', 'nothing once'],
      name: 'w_1',
      broken: ['BrokenExecutorError', 'BrokenExecutorError'],
    },
  }),
  byMessages({
    id: 'executor.messages-full',
    title: 'without shared memory, too, as many calls wait as maxQueue says, and room() tells',
    kind: 'bad-input',
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, maxQueue: 1 });
      const talk = new Talk();
      const meeting = pool.with({ transfer: [talk.port] }).submit(posting.meet, talk.port, 'there');
      await talk.heard();
      const waits = pool.submit(posting.add, 1, 1);
      const full = await tools.thrownBy(() => pool.submit(posting.add, 2, 2));
      const room = pool.room();
      talk.say('went on');
      await room;
      const next = pool.submit(posting.add, 3, 3);
      const results = [await meeting, await waits, await next];
      talk.end();
      await pool.shutdown();
      return { full, results };
    },
    expect: { full: 'ExecutorFullError', results: ['went on', 2, 6] },
  }),
  byMessages({
    id: 'executor.messages-dies',
    title:
      'without shared memory a thread that dies fails all calls that were sent to it; the others are run by another',
    kind: 'normal',
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, tasksPerWorker: 2 });
      const [dying, beside] = [new Talk(), new Talk()];
      const dies = pool.with({ transfer: [dying.port] }).submit(posting.exit, dying.port);
      const sent = pool
        .with({ transfer: [beside.port] })
        .submit(posting.meet, beside.port, 'beside');
      await Promise.all([dying.heard(), beside.heard()]);
      const others = [1, 2, 3].map((n) => pool.submit(posting.add, n, n));
      dying.say('now');
      const failures = [await dies.exception(), await sent.exception()];
      const sums = await Promise.all(others);
      for (const talk of [dying, beside]) talk.end();
      await pool.shutdown();
      return { failures: failures.map((error) => tools.error(error).class), sums };
    },
    expect: { failures: ['ThreadDiedError', 'ThreadDiedError'], sums: [2, 4, 6] },
  }),
  byMessages({
    id: 'executor.messages-dies-ahead',
    title:
      'without shared memory, of many quick calls behind one that dies, the first few are lost with it at most',
    kind: 'normal',
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      await pool.map(posting.note, Array.from({ length: 300 }, String));
      const talk = new Talk();
      const dies = pool.with({ transfer: [talk.port] }).submit(posting.exit, talk.port);
      const behind = Array.from({ length: 2000 }, (_, n) => pool.submit(posting.add, n, 1));
      await talk.heard();
      talk.say('now');
      const died = tools.error(await dies.exception()).class;
      const ends = await Promise.allSettled(behind);
      const lost = ends.findIndex(({ status }) => status === 'fulfilled');
      const wrong = ends.filter((end, n) =>
        end.status === 'fulfilled'
          ? n < lost || end.value !== n + 1
          : n > lost || (end.reason as Error).name !== 'ThreadDiedError',
      );
      talk.end();
      await pool.shutdown();
      return { died, wrong: wrong.length, some: lost >= 0 };
    },
    expect: { died: 'ThreadDiedError', wrong: 0, some: true },
  }),
  byMessages({
    id: 'executor.messages-inside',
    title:
      'without shared memory an executor can be handed to its own tasks, too, and a cycle of waits is told',
    kind: 'normal',
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const inside = [
        await pool.submit(nesting.addInside, pool, 40, 2),
        await pool.submit(nesting.failInside, pool),
        await pool.submit(nesting.mapInside, pool, [1, 2, 3]),
      ];
      await pool.shutdown();
      const small = new ThreadPoolExecutor({ maxWorkers: 1 });
      const cycle = await tools.thrownBy(() => small.submit(nesting.addInside, small, 1, 2));
      const after = await small.submit(nesting.add, 40, 2);
      await small.shutdown();
      return { inside, cycle, after };
    },
    expect: { inside: [42, 'RangeError: inner', [2, 4, 6]], cycle: 'DeadlockError', after: 42 },
  }),
  byMessages({
    id: 'executor.messages-shutdown',
    title:
      'without shared memory shutdown() runs what there is, and takes no more; with cancelFutures what was not sent is cancelled',
    kind: 'normal',
    async run({ ThreadPoolExecutor }, tools) {
      const ends = async (cancelFutures: boolean, wait: boolean) => {
        const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
        const talk = new Talk();
        const running = pool
          .with({ transfer: [talk.port] })
          .submit(posting.meet, talk.port, 'there');
        const waiting = [1, 2].map((n) => pool.submit(posting.add, n, n));
        await talk.heard();
        const gone = pool.shutdown({ cancelFutures, wait });
        const refused = await tools.thrownBy(() => pool.submit(posting.add, 1, 1));
        talk.say('the end');
        await gone;
        const result = await running;
        await Promise.allSettled(waiting);
        talk.end();
        await pool.shutdown();
        return [refused, result, ...waiting.map(({ state }) => state), pool.workers];
      };
      return {
        plain: await ends(false, true),
        notWaiting: await ends(false, false),
        cancelling: await ends(true, true),
      };
    },
    expect: {
      plain: ['ShutDownError', 'the end', 'done', 'done', 0],
      notWaiting: ['ShutDownError', 'the end', 'done', 'done', 0],
      cancelling: ['ShutDownError', 'the end', 'cancelled', 'cancelled', 0],
    },
  }),
  byMessages({
    id: 'executor.messages-terminate',
    title:
      'without shared memory terminateWorkers() ends all threads, and so does a time without a call',
    kind: 'given-up',
    async run({ ThreadPoolExecutor, sleep }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const talk = new Talk();
      const running = pool.with({ transfer: [talk.port] }).submit(posting.never, talk.port);
      const waiting = pool.submit(posting.add, 1, 1);
      await talk.heard();
      await pool.terminateWorkers();
      talk.end();
      const failure = tools.error(await running.exception()).class;
      const idle = new ThreadPoolExecutor({
        maxWorkers: 1,
        idleTimeout: 5,
        threadNamePrefix: 'w',
      });
      const first = await idle.submit(pooling.name);
      while (idle.workers > 0) await sleep(1);
      const second = await idle.submit(pooling.name);
      await idle.shutdown();
      return { running: failure, waiting: waiting.state, workers: pool.workers, first, second };
    },
    expect: {
      running: 'ThreadDiedError',
      waiting: 'cancelled',
      workers: 0,
      first: 'w_0',
      second: 'w_1',
    },
  }),
];
