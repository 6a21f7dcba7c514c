import { once } from 'node:events';
import { Process, ProcessPoolExecutor } from 'heddle';
import { sumBelow, type Contest, type Side } from '../contest.ts';
import { pythonPool, pythonQueue } from '../peers/python-pool.ts';
import { inFlight, inTurn, poolSide, thereAndBack, wave } from '../pools/side.ts';
import { barePipes, blockingCalls } from '../processes/blocking.ts';
import { ended, forked, rawFork } from '../processes/forked.ts';
import { heddle } from '../processes/heddle.ts';
import { mapping } from '../processes/mapping.ts';
import { queueBetween } from '../processes/queue.ts';
import { orphaned } from '../processes/orphan.ts';
import { answering } from '../threads/answering.ts';

const kinds = [heddle, rawFork];
const workers = 1;
const [turnWarmUp, bytesWarmUp] = [1000, 200];
/** Of the pool that is compared with Python's. */
const mapWorkers = 2;

const common = {
  cpuPerMillion: true,
  keepsGarbage: true,
  // Each adds 1 to 0 … n - 1.
  sum: (operations) => sumBelow(operations + 1),
} as const satisfies Partial<Contest>;

const calling: readonly Contest[] = [
  {
    ...common,
    id: 'process-turn',
    title: 'add(a, b) in a process, one after another',
    open: () => kinds.map((kind) => poolSide(kind, { workers, warmUp: turnWarmUp, run: inTurn })),
  },
  {
    ...common,
    id: 'process-flight',
    title: `add(a, b) in a process, ${wave} in flight`,
    step: wave,
    open: () => kinds.map((kind) => poolSide(kind, { workers, warmUp: 2 * wave, run: inFlight })),
  },
  {
    ...common,
    id: 'process-64k',
    title: 'a Uint8Array of 64 kB to a process and back, one after another',
    sum: (operations) => operations,
    open: () =>
      kinds.map((kind) =>
        poolSide(kind, {
          workers,
          warmUp: bytesWarmUp,
          run: (pool, operations) => thereAndBack(pool, operations, 2 ** 16),
        }),
      ),
  },
];

/** One after another: each starts a process, and settles when that can do something; its end is no part of the measure. */
function starting(name: string, start: () => Promise<() => PromiseLike<unknown>>): Side {
  return {
    name,
    async run(operations, note) {
      const began = performance.now();
      const end = await start();
      note((performance.now() - began) * 1e6);
      await end();
      return operations;
    },
  };
}

function forking(script: string): Side {
  return starting('fork, first message', async () => {
    const child = forked(script);
    await once(child, 'message');
    return () => ended(child);
  });
}

const starts: readonly Contest[] = [
  {
    id: 'process-start-pool',
    title: 'until a new pool of one process is ready',
    measures: 'delay',
    operations: 1,
    keepsGarbage: true,
    sum: () => 1,
    open: () => [
      starting('ProcessPoolExecutor.warmUp()', async () => {
        const pool = new ProcessPoolExecutor({ maxWorkers: 1 });
        await pool.warmUp();
        return () => pool.shutdown();
      }),
      forking('./forked-ready.js'),
    ],
  },
  {
    id: 'process-start',
    title: 'start a process, run a function of a module there, get its result',
    measures: 'delay',
    operations: 1,
    keepsGarbage: true,
    sum: () => 1,
    open: () => [
      starting('Process.start(…).result()', async () => {
        const child = Process.start({ target: answering.answer, args: [1] });
        await child.result();
        return () => child.join();
      }),
      // Of TypeScript, as the module of the task is.
      forking('./forked-first.ts'),
    ],
  },
  {
    id: 'process-orphan',
    title: 'until a busy child is gone whose parent was killed',
    measures: 'delay',
    operations: 1,
    rounds: 5,
    keepsGarbage: true,
    peersMayBreak: true,
    sum: () => 1,
    open: () => [
      orphaned('Process', 'Process'),
      orphaned('fork, idle, exits on disconnect', 'idle'),
      orphaned('fork', 'fork'),
    ],
  },
];

function mapped(id: string, chunksize: number): Contest {
  const inCalls = chunksize === 1 ? '' : `, ${chunksize} in a call`;
  return {
    id,
    title: `map of 10,000 small tasks over ${mapWorkers} processes${inCalls}`,
    measures: 'round',
    operations: 10_000,
    keepsGarbage: true,
    sum: (operations) => sumBelow(operations + 1),
    open: () => [mapping(mapWorkers, chunksize), ...pythonPool(mapWorkers, chunksize)],
  };
}

const serving: readonly Contest[] = [
  {
    ...common,
    id: 'process-blocking',
    title: 'a call in which a child blocks for the answer of its parent',
    sum: (operations) => operations,
    open: () => [blockingCalls(), barePipes()],
  },
  {
    id: 'process-queue',
    title: '100,000 numbers from one process to another, by a queue',
    measures: 'round',
    operations: 100_000,
    keepsGarbage: true,
    sum: sumBelow,
    open: () => [queueBetween(), ...pythonQueue()],
  },
];

export const processContests: readonly Contest[] = [
  ...calling,
  ...starts,
  ...serving,
  mapped('process-map', 1),
  mapped('process-map-chunks', 100),
];
