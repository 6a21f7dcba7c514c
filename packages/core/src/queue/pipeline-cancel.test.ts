import { describe, expect, test } from 'vitest';
import { followAsyncFunctions } from '../coroutine/followed.fixture.ts';
import { gather } from '../coroutine/gather.ts';
import { liveTasks } from '../coroutine/scope.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine } from '../coroutine/task.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import { pipeline, type Pipeline } from './pipeline.ts';
import { Queue } from './queue.ts';
import { stage } from './stage.ts';

const isFollowed = followAsyncFunctions();

/** What a pipeline works on, and what must hold of it afterwards. */
class World {
  /** How many calls of stages, and iterators, were entered and not left. */
  inside = 0;
  readonly queue: Queue<number> = new Queue({ maxsize: 1 });

  *slow(n: number): Coroutine<number> {
    this.inside++;
    try {
      yield* yieldNow();
      return n * 2;
    } finally {
      try {
        yield* yieldNow();
      } finally {
        this.inside--;
      }
    }
  }

  async waits(n: number): Promise<number> {
    this.inside++;
    try {
      return await spawn(() => this.slow(n));
    } finally {
      this.inside--;
    }
  }

  *numbers(): Generator<number, void, void> {
    this.inside++;
    try {
      yield 1;
      yield 2;
      yield 3;
    } finally {
      this.inside--;
    }
  }

  async *later(): AsyncGenerator<number, void, void> {
    for (const n of this.numbers()) {
      await Promise.resolve();
      yield n;
    }
  }

  *produce(): Coroutine<void> {
    for (const n of [1, 2, 3]) yield* this.queue.put(n);
    this.queue.shutdown();
  }
}

type Make = (world: World) => Pipeline<number>;

const pipelines: Record<string, Make> = {
  'coroutines after an iterator': (world) =>
    pipeline(
      world.numbers(),
      stage((n: number) => world.slow(n), { workers: 2 }),
      stage((n: number) => world.slow(n), { buffer: 0 }),
    ),
  'coroutines after a queue, out of order': (world) => {
    void spawn(() => world.produce()).catch(() => {});
    return pipeline(
      world.queue,
      stage((n: number) => world.slow(n), { workers: 2, ordered: false }),
    );
  },
  'async functions after an async iterator': (world) =>
    pipeline(
      world.later(),
      stage(async (n: number) => await world.waits(n), { workers: 2 }),
      (n) => world.waits(n),
    ),
  'one in another': (world) =>
    pipeline(
      pipeline(world.numbers(), (n) => world.slow(n)),
      stage((n: number) => world.slow(n), { workers: 2 }),
    ),
};

type Use = (results: Pipeline<number>) => Coroutine<void> | PromiseLike<unknown>;

const uses: Record<string, Use> = {
  *forEach(results) {
    yield* results.forEach(function* () {
      yield* yieldNow();
    });
  },
  collect: (results) => results.collect(),
  async 'for await'(results) {
    for await (const _ of results) await Promise.resolve();
  },
};

/** Lets async functions go on a step. */
function* microtask(): Coroutine<void> {
  yield* gather([Promise.resolve()]);
}

function* hostTurn(): Coroutine<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', () => resolve(), { once: true });
  port1.start();
  port2.postMessage(0);
  yield* gather([promise]);
  port1.close();
}

/** Runs it, and cancels it in this turn. False: it had ended before. */
function* cancelledIn(turn: number, make: Make, use: Use, isAsync: boolean): Coroutine<boolean> {
  const world = new World();
  const outer = spawn(use, make(world));
  let wasAsked = false;
  for (let now = 0; !outer._settled; now++) {
    if (now > turn + 1000) throw new Error('it does not end');
    if (now === turn) wasAsked = outer.cancel(`in ${turn}`);
    yield* isAsync && now % 2 === 1 ? microtask() : yieldNow();
  }
  expect(outer.state).not.toBe('failed');
  // What nobody can end goes on until it has ended by itself.
  for (let now = 0; world.inside > 0; now++) {
    if (now > 100) throw new Error(`${world.inside} are left`);
    yield* hostTurn();
  }
  if (!world.queue.closed) world.queue.shutdown({ immediate: true });
  const left = (): string[] => Array.from(liveTasks(), (task) => task.name);
  for (let now = 0; now < 100 && left().length > 1; now++) yield* hostTurn();
  expect(world.queue._waits).toBe(false);
  expect(left()).toEqual(['cancelledIn']);
  return wasAsked;
}

describe.each(Object.entries(pipelines))('%s', (what, make) => {
  test.each(Object.entries(uses))(
    'used by %s and cancelled in each of its turns: it ends, with all that works for it, and nothing unhandled',
    async (name, use) => {
      let runs = 0;
      const isAsync = what.startsWith('async') || name === 'for await';
      const reported = await unhandledIn(async () => {
        for (let turn = 0; await spawn(cancelledIn, turn, make, use, isAsync); turn++) runs++;
      });
      expect(reported).toEqual([]);
      // Where nobody can follow an async function, it hears of nothing.
      if (name !== 'for await' || isFollowed) expect(runs).toBeGreaterThan(5);
    },
  );
});
