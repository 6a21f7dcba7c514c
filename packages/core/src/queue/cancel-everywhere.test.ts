import { describe, expect, test } from 'vitest';
import { TaskGroupError, TimeoutError } from '../errors.ts';
import { Lock } from '../lock/lock.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import { Queue } from './queue.ts';
import { sleep } from '../time/sleep.ts';
import { useTimers } from '../time/timers.ts';
import { StoppedTime } from '../time/virtual-clock.ts';
import { asCompleted } from '../coroutine/as-completed.ts';
import { call } from '../coroutine/call.ts';
import { followAsyncFunctions } from '../coroutine/followed.fixture.ts';
import { gather } from '../coroutine/gather.ts';
import { joinAll } from '../coroutine/join-all.ts';
import { shield } from '../coroutine/shield.ts';
import { spawn } from '../coroutine/spawn.ts';
import { TaskGroup } from '../coroutine/task-group.ts';
import type { Coroutine, Task } from '../coroutine/task.ts';
import { withTimeout } from '../coroutine/timeout.ts';
import { wait } from '../coroutine/wait.ts';
import { yieldNow } from '../coroutine/yield-now.ts';

const isFollowed = followAsyncFunctions();

class Planned extends Error {}

/** What a program works on, and what must hold of it afterwards. */
class World {
  readonly locks: Lock[] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
  readonly queue: Queue<number> = new Queue({ maxsize: 1 });
  put = 0;
  got = 0;
  /** How many sections were entered and not left. */
  inside = 0;

  /** A section whose cleanup takes a turn. */
  *section<T>(body: () => Coroutine<T>): Coroutine<T> {
    this.inside++;
    try {
      return yield* body();
    } finally {
      try {
        yield* yieldNow();
      } finally {
        this.inside--;
      }
    }
  }

  *locked(index: number): Coroutine<void> {
    const lock = this.locks[index]!;
    yield* this.section(function* () {
      using _ = yield* lock.acquire();
      yield* yieldNow();
      yield* sleep(1);
    });
  }

  *producer(count: number): Coroutine<void> {
    for (let i = 0; i < count; i++) {
      yield* this.queue.put(i);
      this.put++;
    }
  }

  *consumer(count: number): Coroutine<void> {
    for (let i = 0; i < count; i++) {
      yield* this.queue.get();
      this.got++;
      yield* this.locked(0);
    }
  }
}

type Program = (world: World) => Coroutine<unknown>;

const programs: Record<string, Program> = {
  *'a group of a producer and a consumer'(world) {
    yield* new TaskGroup().run(function* (group) {
      group.spawn(() => world.producer(3));
      group.spawn(() => world.consumer(3));
      yield* world.locked(0);
    });
  },
  *'groups in a group, of which one fails'(world) {
    try {
      yield* new TaskGroup().run(function* (outer) {
        outer.spawn(() => world.locked(0));
        outer.spawn(function* () {
          yield* new TaskGroup().run(function* (inner) {
            yield* yieldNow();
            inner.spawn(() => world.locked(0));
            inner.spawn(() => world.locked(1));
            inner.spawn(function* () {
              yield* sleep(1);
              throw new Planned('inner');
            });
          });
        });
        yield* world.locked(1);
        yield* sleep(5);
      });
    } catch (error) {
      if (!(error instanceof TaskGroupError)) throw error;
    }
    yield* world.locked(0);
  },
  *'time limits in time limits, around a lock that others want'(world) {
    const others = new TaskGroup();
    yield* others.run(function* (group) {
      group.spawn(() => world.locked(0));
      group.spawn(() => world.locked(0));
      try {
        yield* withTimeout(2, function* () {
          yield* withTimeout(1, () => spawn(() => world.locked(0)));
          yield* world.locked(0);
        });
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
      }
      try {
        yield* withTimeout(1, function* () {
          yield* withTimeout(1, function* () {
            yield* world.locked(1);
          });
        });
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
      }
    });
  },
  *'a shielded task, which is waited for all the same'(world) {
    const saving = spawn(() => world.locked(0));
    try {
      yield* shield(saving);
      yield* world.locked(1);
    } finally {
      while (saving.state === 'ready' || saving.state === 'waiting') {
        try {
          yield* shield(saving);
        } catch {}
      }
    }
  },
  *'a gather of tasks and of operations in line'(world) {
    const { queue } = world;
    const both = [spawn(() => world.locked(0)), spawn(() => world.locked(0))];
    const producing = spawn(() => world.producer(1));
    yield* gather([...both, gather([spawn(() => world.locked(1)), producing])], {
      returnExceptions: true,
    });
    world.got += yield* call(function* () {
      yield* queue.get();
      return 1;
    });
  },
  *'wait, joinAll and asCompleted, in calls'(world) {
    yield* new TaskGroup().run(function* (group) {
      const tasks = [0, 1, 0].map((index) => group.spawn(() => world.locked(index)));
      yield* call(function* () {
        yield* wait(tasks, { returnWhen: 'firstCompleted', timeout: 1 });
        yield* call(() => world.section(() => asCompleted(tasks).forEach(() => world.locked(1))));
      });
      yield* joinAll(tasks, { count: 2 });
    });
  },
  *'a group with an async body, and a time limit around an async function'(world) {
    yield* new TaskGroup().run(async (group) => {
      group.spawn(() => world.locked(0));
      await group.spawn(() => world.locked(1)).catch(() => {});
    });
    try {
      const lock = async (): Promise<void> => await spawn(() => world.locked(0));
      // Where nobody can follow it, an async function outlives its time limit.
      if (isFollowed) yield* withTimeout(2, lock);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
  },
  *'children that cancel each other and their parent, which cancels them'(world) {
    yield* new TaskGroup().run(function* (group) {
      const [first, second]: Task<void>[] = [
        group.spawn(function* () {
          try {
            yield* world.locked(0);
          } finally {
            second?.cancel('by the first');
          }
        }),
        group.spawn(function* () {
          try {
            yield* world.locked(0);
            yield* sleep(2);
          } finally {
            first?.cancel('by the second');
            group.cancel();
          }
        }),
      ];
      group.spawn(() => world.locked(1));
      yield* world.locked(1);
    });
  },
};

interface Plan {
  /** The outer task is cancelled in this turn. */
  turn: number;
  /** Time moves on at each so-manieth turn. */
  pace: number;
  /** Before the others of that turn, or after them. */
  late: boolean;
  /** It is cancelled again so many turns later. */
  again: number;
}

/** Goes through one run by the plan. False: it had ended before the turn in which it was to be cancelled. */
function* runBy(program: Program, { turn, pace, late, again }: Plan): Coroutine<boolean> {
  const time = new StoppedTime();
  const before = useTimers(time.timers);
  const world = new World();
  const outer = spawn(program, world);
  let insideAtEnd: number | undefined;
  outer._observe({ settled: () => (insideAtEnd = world.inside) });
  let asked = 0;
  const ask = (): void => void (outer.cancel(`at ${turn}`) && asked++);
  try {
    for (let now = 0; !outer._settled; now++) {
      if (now > turn + 1000) throw new Error('it does not end');
      if (now === turn || (again > 0 && now === turn + again)) {
        if (late) spawn(ask);
        else ask();
      }
      const isTimeToJump = now % pace === pace - 1;
      if (program.name.includes('async')) yield* hostTurn(() => isTimeToJump && time.jump());
      else {
        if (isTimeToJump) time.jump();
        yield* yieldNow();
      }
    }
    yield* hostTurn();
    expect(insideAtEnd).toBe(0);
    expect(world.locks.map((lock) => lock.locked)).toEqual([false, false]);
    expect(world.got + world.queue.size).toBe(world.put);
    expect(outer.cancelling).toBe(asked);
    if (outer.state === 'failed') {
      expect(outer._value).toBeInstanceOf(TaskGroupError);
      for (const error of (outer._value as TaskGroupError).errors) {
        expect(error).toBeInstanceOf(Planned);
      }
    } else if (asked === 0) expect(outer.state).toBe('done');
  } finally {
    useTimers(before);
  }
  return asked > 0;
}

/**
 * What an async function does once what it awaits has settled, it does in the host's turn. `act` is called then, as a timer
 * is: when all that promises have to do is done.
 */
function* hostTurn(act?: () => void): Coroutine<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', () => (act?.(), resolve()), { once: true });
  port1.start();
  port2.postMessage(0);
  yield* gather([promise]);
  port1.close();
}

describe.each(Object.entries(programs))('%s, cancelled in each of its turns', (_, program) => {
  test.each([
    ['once', 0],
    ['and again in the next turn', 1],
    ['and again two turns later', 2],
    ['and again five turns later', 5],
  ])(
    '%s: it ends, after all cleanup, with no lock held, no item lost and nothing unhandled',
    async (__, again) => {
      let runs = 0;
      const reported = await unhandledIn(async () => {
        for (const pace of [1, 2, 5]) {
          for (const late of [false, true]) {
            for (let turn = 0; ; turn++) {
              const plan = { turn, pace, late, again };
              const cancelled = await spawn(runBy, program, plan).catch((error: unknown) => {
                throw new Error(`with ${JSON.stringify(plan)}`, { cause: error });
              });
              if (!cancelled) break;
              runs++;
            }
          }
        }
      });
      expect(reported).toEqual([]);
      expect(runs).toBeGreaterThan(10);
    },
  );
});
