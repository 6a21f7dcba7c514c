import { behaviour, type Behaviour } from '../behaviour.ts';
import { pooling } from '../tasks/pooling.ts';
import { walking } from '../tasks/walking.ts';

function dying(name: string, title: string, target: typeof pooling.exit): Behaviour {
  return behaviour({
    id: `executor.dies-${name}`,
    title: `a thread that ${title} fails the calls that it had begun; the others are run once, by another`,
    about: 'executor',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Queue, SharedArray }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, tasksPerWorker: 2 });
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const runs = new SharedArray('i32', 20);
      const dies = pool.submit(target, arrived, go);
      await arrived.get();
      const beside = pool.submit(pooling.meetYielding, arrived, new Queue<string>(), 'beside');
      await arrived.get();
      const futures = Array.from({ length: 20 }, (_, n) =>
        pool.submit(pooling.count, runs, n, false),
      );
      await go.put('go');
      const failures = [await dies.exception(), await beside.exception()];
      const results = await Promise.all(futures);
      await pool.shutdown();
      return {
        failures: failures.map((error) => tools.error(error).class),
        results: results.every((result, n) => result === n),
        runs: [...runs].every((count) => count === 1),
      };
    },
    expect: { failures: ['ThreadDiedError', 'ThreadDiedError'], results: true, runs: true },
  });
}

function atRandom(name: string, title: string, tasksPerWorker: number): Behaviour {
  return behaviour({
    id: `executor.dies-often-${name}`,
    title: `threads die again and again, with ${title}: each call runs once at most, and what was not lost once`,
    about: 'executor',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    limit: 40_000,
    async run({ ThreadPoolExecutor, SharedArray }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2, tasksPerWorker });
      const count = 600;
      const runs = new SharedArray('i32', count);
      const target = tasksPerWorker === 1 ? pooling.count : (pooling.countLater as never);
      const futures = Array.from({ length: count }, (_, n) =>
        pool.submit(target as typeof pooling.count, runs, n, n % 60 === 30),
      );
      const ends = await Promise.allSettled(futures);
      await pool.shutdown();
      const wrong: string[] = [];
      for (const [n, end] of ends.entries()) {
        const times = runs.get(n);
        if (end.status === 'fulfilled') {
          if (times !== 1 || end.value !== n || n % 60 === 30)
            wrong.push(`${n}: done, run ${times}`);
          continue;
        }
        const { name: error } = end.reason as Error;
        if (error !== 'ThreadDiedError' || times > 1) wrong.push(`${n}: ${error}, run ${times}`);
        if (n % 60 === 30 && times !== 1) wrong.push(`${n}: did not run`);
      }
      const lost = ends.filter(({ status }) => status === 'rejected').length;
      // As many as run beside each other can be lost at a death, and the one whose begin was all that it came to.
      return { wrong, few: lost >= 10 && lost <= 10 * (tasksPerWorker + 1) };
    },
    expect: { wrong: [], few: true },
  });
}

/** What becomes of calls whose thread dies. */
export const executorDeath: readonly Behaviour[] = [
  dying('exit', 'ends itself', pooling.exit),
  dying('error', 'ends by an error that nobody takes', pooling.throwOutside),
  dying('rejection', 'ends by a rejection that nobody takes', pooling.rejectOutside),
  atRandom('one', 'one call at a time', 1),
  atRandom('several', 'several calls at a time', 4),
  behaviour({
    id: 'executor.dies-breaks',
    title:
      "with onWorkerDeath: 'break' a death breaks the executor: what waits fails, what runs elsewhere goes on",
    about: 'executor',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Queue }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2, onWorkerDeath: 'break' });
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const [there, goOn] = [new Queue<string>(), new Queue<string>()];
      const neighbour = pool.submit(pooling.meet, there, goOn, 'there');
      await there.get();
      const dies = pool.submit(pooling.exit, arrived, go);
      await arrived.get();
      const waiting = [1, 2].map(() => pool.submit(pooling.add, 1, 1));
      await go.put('go');
      const failures = await Promise.all([dies, ...waiting].map((future) => future.exception()));
      const later = await tools.thrownBy(() => pool.submit(pooling.add, 1, 1));
      await goOn.put('unharmed');
      const result = await neighbour;
      await pool.shutdown();
      return { failures: failures.map((error) => tools.error(error).class), later, result };
    },
    expect: {
      failures: ['ThreadDiedError', 'BrokenExecutorError', 'BrokenExecutorError'],
      later: 'BrokenExecutorError',
      result: 'unharmed',
    },
  }),
  behaviour({
    id: 'executor.dies-blocked-for',
    title: 'a thread that is blocked for a call hears that its thread has died',
    about: 'executor',
    kind: 'normal',
    needs: ['threads', 'sharedMemory', 'threadsBelow'],
    async run({ ThreadPoolExecutor, Queue }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const seen = await pool.submit(
        pooling.blockedForDead,
        new Queue<string>(),
        new Queue<string>(),
      );
      await pool.shutdown();
      return seen;
    },
    expect: 'ThreadDiedError',
  }),
  behaviour({
    id: 'executor.dies-waiting',
    title: 'a call whose thread dies while it waits for a lock leaves the lock to others',
    about: 'executor',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Lock, Value }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const [lock, balance] = [new Lock(), new Value('i32', 0)];
      const guard = await lock.acquire();
      const waits = pool.submit(pooling.deposit, lock, balance, 1);
      while (waits.state !== 'running') await tools.hostTurn();
      await pool.terminateWorkers();
      guard.release();
      const next = await tools.thrownBy(async () => (await lock.acquire()).release());
      return { waits: tools.error(await waits.exception()).class, next, balance: balance.value };
    },
    expect: { waits: 'ThreadDiedError', next: 'nothing', balance: 0 },
  }),
  behaviour({
    id: 'executor.memory-limit',
    title:
      'a call that needs more memory than its thread may have fails, says so, and harms no other',
    about: 'executor',
    kind: 'normal',
    needs: ['threads', 'memoryLimit'],
    async run({ ThreadPoolExecutor, Queue }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2, memoryLimit: 32, name: 'narrow' });
      const [there, goOn] = [new Queue<string>(), new Queue<string>()];
      const neighbour = pool.submit(pooling.meet, there, goOn, 'there');
      await there.get();
      const hoarding = pool.submit(walking.hoard);
      const waiting = [1, 2, 3].map((n) => pool.submit(pooling.add, n, 1));
      const failure = await tools.failureOf(() => hoarding);
      const sums = await Promise.all(waiting);
      await goOn.put('unharmed');
      const result = await neighbour;
      await pool.shutdown();
      return {
        class: failure === 'nothing' ? failure : failure.class,
        saysWhy: failure !== 'nothing' && failure.message.includes('its memoryLimit of 32 MB'),
        sums,
        result,
      };
    },
    expect: { class: 'ThreadDiedError', saysWhy: true, sums: [2, 3, 4], result: 'unharmed' },
  }),
  behaviour({
    id: 'executor.bad-limit',
    title:
      'a limit of memory that is none is refused; so is any, where the runtime has no such thing',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }, tools) {
      const limited = async (memoryLimit: number): Promise<void> => {
        const pool = new ThreadPoolExecutor({ maxWorkers: 1, memoryLimit });
        try {
          await pool.submit(pooling.add, 1, 2);
        } finally {
          await pool.shutdown();
        }
      };
      const there = await tools.thrownBy(() => limited(64));
      return {
        zero: await tools.thrownBy(() => limited(0)),
        text: await tools.thrownBy(() => limited('64' as never)),
        asTheProbe: there === (tools.has('memoryLimit') ? 'nothing' : 'NotSupportedError'),
      };
    },
    expect: { zero: 'InvalidArgumentError', text: 'InvalidArgumentError', asTheProbe: true },
  }),
];
