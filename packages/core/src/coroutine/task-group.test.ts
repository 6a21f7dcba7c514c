import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  CancelledError,
  InvalidArgumentError,
  InvalidStateError,
  NoSchedulerError,
  TaskGroupError,
} from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { coroutine } from './coroutine.ts';
import { spawn } from './spawn.ts';
import { TaskGroup } from './task-group.ts';
import type { Coroutine, Task } from './task.ts';
import { yieldNow } from './yield-now.ts';

const turn = (): Task<void> => spawn(() => {});
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await turn();
}

/** Waits until it is cancelled, and tells of the end of its cleanup, which takes a turn. */
function* endless(log: string[], name: string): Coroutine<void> {
  try {
    yield* sleep(Infinity);
  } finally {
    yield* sleep(0);
    log.push(`${name} cleaned up`);
  }
}

function* failing(error: unknown): Coroutine<never> {
  yield* sleep(0);
  throw error;
}

/** The errors of the group's error that `operation` fails with. */
async function errorsOf(operation: PromiseLike<unknown>): Promise<readonly unknown[]> {
  const error = await operation.then(
    () => 'no error',
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(TaskGroupError);
  expect(error).toBeInstanceOf(AggregateError);
  expect((error as TaskGroupError).code).toBe('HEDDLE_TASK_GROUP');
  return (error as TaskGroupError).errors as unknown[];
}

/** A group is left in three ways; what must hold in all of them. */
const ways: [string, (body: (group: TaskGroup) => void) => Operation<unknown>][] = [
  [
    'yield* of a generator function',
    (body) =>
      spawn(() =>
        new TaskGroup({ name: 'g' }).run(function* (group) {
          body(group);
          yield* sleep(0);
          return 'result';
        }),
      ),
  ],
  [
    'await of an async function',
    (body) =>
      spawn(() =>
        new TaskGroup({ name: 'g' }).run(async (group) => {
          body(group);
          return 'result';
        }),
      ),
  ],
  [
    'await using',
    (body) =>
      spawn(async () => {
        {
          await using group = new TaskGroup({ name: 'g' });
          body(group);
        }
        return 'result';
      }),
  ],
];

describe.each(ways)('a group that is left by %s', (_, leave) => {
  test('waits for all its tasks', async () => {
    const log: string[] = [];
    const result = await leave((group) => {
      for (const name of ['a', 'b']) {
        group.spawn(function* () {
          for (let i = 0; i < 3; i++) yield* sleep(0);
          log.push(name);
        });
      }
    });
    expect([log, result]).toEqual([['a', 'b'], 'result']);
  });

  test('fails with all errors when one task fails; the siblings have been cancelled and cleaned up', async () => {
    const log: string[] = [];
    const [first, second] = [new Error('first'), new RangeError('second')];
    const left = leave((group) => {
      group.spawn(endless, log, 'a');
      group.spawn(failing, first);
      group.spawn(function* () {
        try {
          yield* sleep(Infinity);
        } catch {
          throw second;
        }
      });
      group.spawn(endless, log, 'b');
    });
    const error = await left.catch((caught: unknown) => caught);
    expect(await errorsOf(left)).toEqual([first, second]);
    expect((error as Error).message).toBe(
      '2 of task group "g" failed: Error: first; RangeError: second',
    );
    expect(log).toEqual(['a cleaned up', 'b cleaned up']);
  });

  test('takes a task that ends by a cancellation of its own for no failure', async () => {
    let cancelled: Task<void> | undefined;
    const result = await leave((group) => {
      const child = (cancelled = group.spawn(endless, [], 'child'));
      group.spawn(function* () {
        yield* sleep(0);
        child.cancel('only this one');
      });
      group.spawn(failing, new CancelledError('thrown by itself'));
    });
    expect([result, cancelled!.state]).toEqual(['result', 'cancelled']);
  });

  test('takes children that its children add', async () => {
    const log: number[] = [];
    await leave((group) => {
      const adds = function* (depth: number): Coroutine<void> {
        yield* sleep(0);
        log.push(depth);
        if (depth < 5) group.spawn(adds, depth + 1);
      };
      group.spawn(adds, 0);
    });
    expect(log).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('is closed to new tasks once it has been left', async () => {
    let kept: TaskGroup | undefined;
    await leave((group) => void (kept = group));
    let ran = false;
    const late = (): void => void (ran = true);
    expect(() => kept!.spawn(late)).toThrow(InvalidStateError);
    expect(() => kept!.spawn(late)).toThrow('cannot spawn into task group "g": it has been left');
    expect(() => kept!.run(async () => {})).toThrow(InvalidStateError);
    await turn();
    expect([ran, kept!.size]).toEqual([false, 0]);
  });

  test('is closed to new tasks once a task has failed, and says which error that was', async () => {
    let caught: unknown;
    const error = new Error('first');
    const left = leave((group) => {
      group.spawn(function* () {
        try {
          yield* sleep(Infinity);
        } finally {
          try {
            group.spawn(endless, [], 'late');
          } catch (refusal) {
            caught = refusal;
          }
        }
      });
      group.spawn(failing, error);
    });
    expect(await errorsOf(left)).toEqual([error]);
    expect(caught).toBeInstanceOf(InvalidStateError);
    expect((caught as Error).message).toBe(
      'cannot spawn into task group "g": its tasks are being cancelled',
    );
    expect((caught as Error).cause).toBeInstanceOf(TaskGroupError);
  });

  test('that is cancelled ends its tasks, and that is no failure', async () => {
    const log: string[] = [];
    const result = await leave((group) => {
      group.spawn(endless, log, 'a');
      group.spawn(function* () {
        yield* sleep(0);
        group.cancel('found');
      });
    });
    expect([result, log]).toEqual(['result', ['a cleaned up']]);
  });

  test('keeps a task that throws undefined', async () => {
    const left = leave((group) => void group.spawn(failing, undefined));
    expect(await errorsOf(left)).toEqual([undefined]);
  });

  test('bears 100,000 tasks that fail at once', async () => {
    const gate = new Gate();
    const one = gate.pass();
    const left = leave((group) => {
      for (let i = 0; i < 100_000; i++) {
        group.spawn(function* () {
          yield* one;
        });
      }
      group.spawn(function* () {
        yield* sleep(0);
        gate.turnAway(new Error('all at once'));
      });
    });
    const errors = await errorsOf(left);
    expect(errors.length).toBe(100_000);
    const error = (await left.catch((caught: unknown) => caught)) as Error;
    expect(error.message).toBe(
      '100000 of task group "g" failed: Error: all at once; Error: all at once; Error: all at once; and 99997 more',
    );
  });

  test('is not failed by what its tasks spawn by themselves and see to', async () => {
    const result = await leave((group) => {
      group.spawn(function* () {
        const own = spawn(failing, new Error('seen to'));
        try {
          yield* own;
        } catch {}
      });
      group.spawn(async () => {
        try {
          await spawn(failing, new Error('seen to'));
        } catch {}
      });
    });
    expect(result).toBe('result');
  });

  test('reports nothing to the host, whatever fails', async () => {
    const reported = await unhandledIn(async () => {
      const left = leave((group) => {
        group.spawn(failing, new Error('one'));
        group.spawn({
          target: () => {
            throw new Error('two');
          },
        });
      });
      await left.catch(() => {});
    });
    expect(reported).toEqual([]);
  });
});

describe('210: leaving a group', () => {
  test('gives what the body returned, once all have ended', async () => {
    const group = new TaskGroup();
    const gate = new Gate();
    const left = spawn(() =>
      group.run(function* (same) {
        expect(same).toBe(group);
        group.spawn(() => gate.pass());
        yield* yieldNow();
        return 5;
      }),
    );
    expectTypeOf(left).toEqualTypeOf<Task<number>>();
    await turns(3);
    expect([left.state, group.size]).toEqual(['waiting', 1]);
    gate.admit(1);
    expect([await left, group.size]).toEqual([5, 0]);
  });

  test('counts an async body among nobody’s tasks', async () => {
    const group = new TaskGroup();
    const sizes: number[] = [];
    await group.run(async () => {
      sizes.push(group.size);
      await group.spawn(() => void sizes.push(group.size));
    });
    expect(sizes).toEqual([0, 1]);
  });
});

describe('211: the first failure of a task', () => {
  test('cancels the body where it waits; what that throws then is not the group’s failure', async () => {
    const error = new Error('child');
    const log: unknown[] = [];
    const parent: Task<unknown> = spawn(function* () {
      try {
        yield* new TaskGroup({ name: 'g' }).run(function* (group) {
          group.spawn(failing, error);
          try {
            yield* sleep(Infinity);
          } catch (caught) {
            log.push((caught as Error).cause);
            throw caught;
          }
        });
      } catch (caught) {
        log.push((caught as TaskGroupError).errors);
        yield* sleep(0);
        return parent.cancelling;
      }
      return undefined;
    });
    expect(await parent).toBe(0);
    expect(log).toEqual(['failing (main) of task group "g" failed', [error]]);
  });

  test('is in the errors once, though the body waits for that task', async () => {
    const error = new Error('child');
    const heard: unknown[] = [];
    const generator = spawn(() =>
      new TaskGroup().run(function* (group) {
        const child = group.spawn(failing, error);
        try {
          yield* child;
        } catch (caught) {
          heard.push((caught as Error).name);
          throw caught;
        }
      }),
    );
    expect(await errorsOf(generator)).toEqual([error]);
    expect(heard).toEqual(['CancelledError']);
    const async = new TaskGroup().run(async (group) => {
      await group.spawn(failing, error);
    });
    expect(await errorsOf(async)).toEqual([error]);
  });

  test('of the body cancels the tasks, and is the group’s error', async () => {
    const log: string[] = [];
    const error = new Error('body');
    for (const isAsync of [false, true]) {
      const group = new TaskGroup();
      const left = spawn(() =>
        isAsync
          ? group.run(async () => {
              group.spawn(endless, log, 'async');
              await sleep(0);
              throw error;
            })
          : group.run(function* () {
              group.spawn(endless, log, 'generator');
              yield* sleep(0);
              throw error;
            }),
      );
      expect(await errorsOf(left)).toEqual([error]);
    }
    expect(log).toEqual(['generator cleaned up', 'async cleaned up']);
  });

  test('a body that swallows its interruption gives no result', async () => {
    const error = new Error('child');
    const parent: Task<unknown> = spawn(() =>
      new TaskGroup().run(function* (group) {
        group.spawn(failing, error);
        try {
          yield* sleep(Infinity);
        } catch {}
        return 'swallowed';
      }),
    );
    expect(await errorsOf(parent)).toEqual([error]);
    expect(parent.cancelling).toBe(0);
  });

  test('an eager task that fails at once interrupts the body at its next wait', async () => {
    const error = new Error('at once');
    const log: string[] = [];
    const left = spawn(() =>
      new TaskGroup().run(function* (group) {
        const child = group.spawn({
          target: () => {
            throw error;
          },
          eager: true,
        });
        log.push(child.state);
        yield* sleep(Infinity);
      }),
    );
    expect(await errorsOf(left)).toEqual([error]);
    expect(log).toEqual(['failed']);
  });

  test('outside of any task cancels the siblings; the body, which nobody can interrupt, goes on', async () => {
    const log: string[] = [];
    const left = (async () => {
      await using group = new TaskGroup();
      group.spawn(endless, log, 'sibling');
      await group.spawn(failing, new Error('child')).catch(() => log.push('body goes on'));
      await turns(3);
    })();
    expect((await errorsOf(left)).length).toBe(1);
    expect(log.toSorted()).toEqual(['body goes on', 'sibling cleaned up']);
  });

  test('await using: what the body threw is beside it, as JavaScript has it', async () => {
    const left = (async () => {
      await using group = new TaskGroup();
      group.spawn(failing, new Error('child'));
      throw new RangeError('body');
    })();
    const error = (await left.catch((caught: unknown) => caught)) as SuppressedError;
    expect(error.error).toBeInstanceOf(TaskGroupError);
    expect(error.suppressed).toEqual(new RangeError('body'));
  });

  test('await using: a body that throws cancels no task, for JavaScript tells nobody', async () => {
    const gate = new Gate();
    let child: Task<number> | undefined;
    const left = (async () => {
      await using group = new TaskGroup();
      child = group.spawn(() => gate.pass());
      throw new RangeError('body');
    })();
    void left.catch(() => {});
    await turns(3);
    expect(child!.state).toBe('waiting');
    gate.admit(1);
    await expect(left).rejects.toThrow(RangeError);
    expect(child!.state).toBe('done');
  });
});

test('212: JavaScript has no KeyboardInterrupt or SystemExit: whatever a task throws comes in the group’s error', async () => {
  class SystemExit extends Error {}
  const exit = new SystemExit();
  const left = spawn(() => new TaskGroup().run((group) => void group.spawn(failing, exit)));
  expect(await errorsOf(left)).toEqual([exit]);
});

describe('214: a group', () => {
  test('takes tasks from its making on, and runs once', async () => {
    const group = new TaskGroup({ name: 'early' });
    const early = group.spawn(() => 1);
    const first = spawn(() => group.run(function* () {}));
    await first;
    expect(early.state).toBe('done');
    await expect(spawn(() => group.run(function* () {}))).rejects.toThrow(
      'cannot run task group "early": it has been left',
    );
  });

  test('that runs is not run a second time inside', async () => {
    const group = new TaskGroup({ name: 'twice' });
    const left = spawn(() =>
      group.run(function* () {
        yield* group.run(function* () {});
      }),
    );
    const [error] = await errorsOf(left);
    expect(error).toBeInstanceOf(InvalidStateError);
    expect((error as Error).message).toBe('cannot run task group "twice": it runs already');
    const again = new TaskGroup();
    await again.run(async () => {
      expect(() => again.run(async () => {})).toThrow('it runs already');
    });
  });

  test('that was cancelled is not run', async () => {
    const group = new TaskGroup({ name: 'over' });
    const early = group.spawn(endless, [], 'early');
    group.cancel();
    let ran = false;
    const body = function* (): Coroutine<void> {
      ran = true;
      yield* yieldNow();
    };
    await expect(spawn(() => group.run(body))).rejects.toThrow('its tasks are being cancelled');
    expect(() => group.run(async () => void (ran = true))).toThrow(InvalidStateError);
    await group[Symbol.asyncDispose]();
    expect([early.state, ran]).toEqual(['cancelled', false]);
  });

  test('entered by a coroutine is entered once, and only in a task', async () => {
    const group = new TaskGroup({ name: 'block' });
    const block = group.run(function* () {
      yield* yieldNow();
      return 1;
    });
    const both = spawn(function* () {
      return [yield* block, yield* block];
    });
    await expect(both).rejects.toThrow('run of task group "block" was entered before');
    const outside = coroutine(new TaskGroup().run(function* () {}));
    expect(() => outside.next()).toThrow(NoSchedulerError);
  });

  test('awaited where a generator function is its body says so', async () => {
    let ran = false;
    const block = new TaskGroup({ name: 'g' }).run(function* () {
      ran = true;
      yield* yieldNow();
    });
    await expect(Promise.resolve(block)).rejects.toThrow(
      'run of task group "g" of a generator function is for yield*; give await an async function',
    );
    expect(ran).toBe(false);
  });

  test('may be left again', async () => {
    const group = new TaskGroup();
    await group[Symbol.asyncDispose]();
    await group[Symbol.asyncDispose]();
    await using other = new TaskGroup();
    expect(await other.run(async () => 5)).toBe(5);
  });

  test('cannot be left while its body runs', async () => {
    const group = new TaskGroup({ name: 'g' });
    const gate = new Gate();
    const left = spawn(() =>
      group.run(function* () {
        return yield* gate.pass();
      }),
    );
    await turn();
    await expect(Promise.resolve(group[Symbol.asyncDispose]())).rejects.toThrow(
      'cannot leave task group "g": it runs already',
    );
    gate.admit(5);
    expect(await left).toBe(5);
  });

  test.each([[5], [null], [{ name: 5 }], ['name']])('made with %o is refused', (options) => {
    expect(() => new TaskGroup(options as never)).toThrow(InvalidArgumentError);
  });

  test.each([[undefined], [5], [{}]])('run with %o is refused, and stays open', async (body) => {
    const group = new TaskGroup({ name: 'g' });
    expect(() => group.run(body as never)).toThrow(InvalidArgumentError);
    expect(() => group.spawn(body as never)).toThrow(InvalidArgumentError);
    expect(await group.run(async () => 5)).toBe(5);
  });
});

describe('215: a cancellation of the parent', () => {
  test('in the body cancels all children, and the parent sees it when they have cleaned up', async () => {
    const log: string[] = [];
    const parent = spawn(function* () {
      try {
        yield* new TaskGroup().run(function* (group) {
          group.spawn(endless, log, 'a');
          group.spawn(endless, log, 'b');
          yield* sleep(Infinity);
        });
      } finally {
        log.push('heard');
      }
    });
    await turns(3);
    expect(parent.cancel('enough')).toBe(true);
    await expect(parent).rejects.toMatchObject({ name: 'CancelledError', cause: 'enough' });
    expect(log).toEqual(['a cleaned up', 'b cleaned up', 'heard']);
  });

  test('while it waits for the children does the same', async () => {
    const log: string[] = [];
    for (const group of [new TaskGroup(), new TaskGroup()]) {
      const parent = spawn(function* () {
        if (log.length === 0) {
          yield* group.run(function* () {
            group.spawn(endless, log, 'generator');
            yield* yieldNow();
          });
        } else {
          yield* group.run(async () => {
            group.spawn(endless, log, 'async');
          });
        }
      });
      await turns(4);
      parent.cancel('enough');
      await expect(parent).rejects.toMatchObject({ name: 'CancelledError', cause: 'enough' });
      expect([group.size, parent.cancelling]).toEqual([0, 1]);
    }
    expect(log).toEqual(['generator cleaned up', 'async cleaned up']);
  });

  test('is heard also after the group was cancelled', async () => {
    const gate = new Gate();
    const parent = spawn(function* () {
      yield* new TaskGroup().run(function* (group) {
        group.spawn(function* () {
          try {
            yield* sleep(Infinity);
          } finally {
            yield* gate.pass();
          }
        });
        yield* sleep(0);
        group.cancel('found');
      });
      return 'result';
    });
    await turns(4);
    parent.cancel('enough');
    await turns(2);
    gate.admit(1);
    await expect(parent).rejects.toMatchObject({ name: 'CancelledError', cause: 'enough' });
  });
});

test('216: children add more while the group waits, also in their cleanup of a cancellation of their own', async () => {
  const log: string[] = [];
  await spawn(() =>
    new TaskGroup().run(function* (group) {
      const child = group.spawn(function* () {
        try {
          yield* sleep(Infinity);
        } finally {
          group.spawn(function* () {
            yield* sleep(0);
            log.push('added');
          });
        }
      });
      yield* yieldNow();
      group.spawn(function* () {
        yield* sleep(0);
        child.cancel();
      });
    }),
  );
  expect(log).toEqual(['added']);
});

describe('217: a cancellation of the parent that comes together with failures', () => {
  /** What a parent sees whose group fails while it is being cancelled. */
  function* parentOf(log: unknown[], run: () => Coroutine<unknown>): Coroutine<void> {
    try {
      yield* run();
    } catch (error) {
      log.push((error as Error).name);
    }
    log.push('goes on');
    try {
      yield* yieldNow();
      log.push('lost');
    } catch (error) {
      log.push(`${(error as Error).name}: ${String((error as Error).cause)}`);
    }
  }

  const expected = ['TaskGroupError', 'goes on', 'CancelledError: enough'];

  test('is heard at the next wait after the group’s error: a child fails in its cleanup', async () => {
    const log: unknown[] = [];
    const parent: Task<void> = spawn(parentOf, log, () =>
      new TaskGroup().run(function* (group) {
        group.spawn(function* () {
          try {
            yield* sleep(Infinity);
          } catch {
            throw new Error('in its cleanup');
          }
        });
        yield* sleep(Infinity);
      }),
    );
    await turns(3);
    parent.cancel('enough');
    await parent;
    expect([log, parent.cancelling]).toEqual([expected, 1]);
  });

  test('the cancellation comes while the failed group waits for the cleanup of others', async () => {
    for (const isAsync of [false, true]) {
      const log: unknown[] = [];
      const gate = new Gate();
      const fill = (group: TaskGroup): void => {
        group.spawn(failing, new Error('child'));
        group.spawn(function* () {
          try {
            yield* sleep(Infinity);
          } finally {
            yield* gate.pass();
          }
        });
      };
      const parent: Task<void> = spawn(parentOf, log, function* () {
        if (isAsync) yield* new TaskGroup().run(async (group) => fill(group));
        else {
          yield* new TaskGroup().run(function* (group) {
            fill(group);
            yield* yieldNow();
          });
        }
      });
      await turns(6);
      parent.cancel('enough');
      await turns(2);
      gate.admit(1);
      await parent;
      expect([log, parent.cancelling]).toEqual([expected, 1]);
    }
  });

  test('without a failure leaves the count as it is: one request, heard once', async () => {
    const parent: Task<number> = spawn(function* () {
      try {
        yield* new TaskGroup().run(function* (group) {
          group.spawn(endless, [], 'child');
          yield* sleep(Infinity);
        });
      } catch {}
      yield* yieldNow();
      return parent.cancelling;
    });
    await turns(3);
    parent.cancel();
    expect(await parent).toBe(1);
  });

  test('groups in groups: the failure of the inner one and the cancellation of the outer', async () => {
    const log: unknown[] = [];
    const parent: Task<void> = spawn(parentOf, log, () =>
      new TaskGroup().run(function* (outer) {
        outer.spawn(endless, log as string[], 'outer child');
        yield* new TaskGroup().run(function* (inner) {
          inner.spawn(function* () {
            try {
              yield* sleep(Infinity);
            } catch {
              throw new Error('inner');
            }
          });
          yield* sleep(Infinity);
        });
      }),
    );
    await turns(4);
    parent.cancel('enough');
    await parent;
    expect(log).toEqual(['outer child cleaned up', ...expected]);
  });
});

test('its name is that which it was given, or a number', () => {
  expect(new TaskGroup({ name: 'given' }).name).toBe('given');
  const group = new TaskGroup();
  expect(group.name).toMatch(/^group-\d+$/);
  expect(group.name).toBe(group.name);
});
