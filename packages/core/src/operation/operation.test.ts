import { afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { CancelledError, NoSchedulerError } from '../errors.ts';
import { allow, setCurrent, type Running } from '../wait/current.ts';
import type { Wait, Waitable } from '../wait/wait.ts';
import { Operation, show, suspended, timeoutOf, type WaitOptions } from './operation.ts';
import { Pending } from './pending.ts';
import { unhandledIn } from './unhandled.fixture.ts';

/** Something to wait for that keeps no books but of what was withdrawn. */
function target(): Waitable & { withdrawn: Wait[] } {
  const withdrawn: Wait[] = [];
  return {
    withdrawn,
    describe: () => '"door"',
    withdraw: (wait) => withdrawn.push(wait) > 0,
  };
}

/** Stands for a coroutine that is running at this moment. */
class Flow implements Running {
  readonly identity = undefined;
  readonly suspendedOn: (object | undefined)[] = [];
  readonly begunWaits: object[] = [];
  giveWay(): void {}
  enter(): void {}
  suspend(wait: object | undefined): void {
    this.suspendedOn.push(wait);
  }
  began(wait: object): void {
    this.begunWaits.push(wait);
  }
}

function running(): Flow {
  const flow = new Flow();
  setCurrent(flow);
  allow(1000);
  return flow;
}
afterEach(() => setCurrent(undefined));

describe('as a promise', () => {
  test('an operation that settled at the call is awaited, and makes no promise before', async () => {
    const operation = Operation.resolved(5);
    expect(operation._promise).toBeUndefined();
    expect(await operation).toBe(5);
  });

  test('a pending one gives its value to everyone who waits, once it has settled', async () => {
    const operation = new Pending<number>(target(), 'pass');
    const all = [
      operation.then((value) => value + 1),
      operation.toPromise(),
      operation.finally(() => undefined),
      operation.catch(() => 0),
    ];
    operation._resolve(5);
    expect(await Promise.all(all)).toEqual([6, 5, 5, 5]);
  });

  test('a failure goes to everyone who waits', async () => {
    const operation = new Pending<number>(target(), 'pass');
    const error = new Error('no');
    const all = [
      operation.catch((reason: unknown) => reason),
      operation.then(undefined, (reason: unknown) => reason),
      operation.finally(() => undefined).catch((reason: unknown) => reason),
    ];
    operation._reject(error);
    expect(await Promise.all(all)).toEqual([error, error, error]);
    await expect(operation).rejects.toBe(error);
  });

  test('it settles once', async () => {
    const operation = new Pending<number>(target(), 'pass');
    expect(operation._resolve(1)).toBe(true);
    expect(operation._resolve(2)).toBe(false);
    expect(operation._reject(new Error('late'))).toBe(false);
    expect(await operation).toBe(1);
  });

  test('toPromise gives the same promise each time', () => {
    const operation = new Pending<number>(target(), 'pass');
    expect(operation.toPromise()).toBe(operation.toPromise());
    operation._resolve(1);
    expect(operation.toPromise()).toBe(operation.toPromise());
  });

  test('Promise.race withdraws nothing: the loser goes on waiting', async () => {
    const place = target();
    const loser = new Pending<string>(place, 'pass');
    expect(await Promise.race([loser, Operation.resolved('winner')])).toBe('winner');
    expect(place.withdrawn).toHaveLength(0);
    loser._resolve('later');
    expect(await loser).toBe('later');
  });
});

describe('in a coroutine', () => {
  test('one that has settled gives its value without suspending, as often as it is asked', () => {
    const flow = running();
    const operation = Operation.resolved(5);
    for (let i = 0; i < 2; i++) {
      expect(operation[Symbol.iterator]().next()).toEqual({ done: true, value: 5 });
    }
    expect(flow.suspendedOn).toEqual([]);
  });

  test('one that has failed throws, as often as it is asked', () => {
    running();
    const operation = Operation.rejected(new Error('no'));
    for (let i = 0; i < 2; i++) {
      expect(() => operation[Symbol.iterator]().next()).toThrow('no');
    }
  });

  test('a pending one suspends the coroutine until it has settled', () => {
    const flow = running();
    const operation = new Pending<number>(target(), 'pass');
    const iterator = operation[Symbol.iterator]();
    expect(iterator.next()).toEqual({ done: false, value: suspended });
    expect(flow.suspendedOn[0]).toBe(operation);
    operation._resolve(5);
    expect(iterator.next()).toEqual({ done: true, value: 5 });
  });

  test('a settled one suspends when the budget of the loop is spent, and then gives its value', () => {
    const flow = running();
    const operation = Operation.resolved(5);
    allow(0);
    let settled = 0;
    while (operation.next().done) settled++;
    expect(settled).toBeLessThanOrEqual(128);
    expect(flow.suspendedOn).toEqual([undefined]);
    allow(1);
    expect(operation.next()).toEqual({ done: true, value: 5 });
  });

  test('a failure on its way to a coroutine whose budget is spent is not reported', async () => {
    const reported = await unhandledIn(() => {
      running();
      const operation = Operation.rejected(new Error('no'));
      allow(0);
      operation[Symbol.iterator]().next();
      setCurrent(undefined);
    });
    expect(reported).toEqual([]);
  });

  test('a pending operation is noted as begun by the coroutine, one that settled at the call is not', () => {
    const flow = running();
    Operation.resolved(1);
    const operation = new Pending(target(), 'pass');
    expect(flow.begunWaits).toHaveLength(1);
    expect(flow.begunWaits[0]).toBe(operation);
  });

  test('yield* outside a coroutine throws NoSchedulerError, which says what was waited for', () => {
    const pending = new Pending<number>(target(), 'acquire');
    expect(() => pending[Symbol.iterator]()).toThrow(NoSchedulerError);
    expect(() => pending[Symbol.iterator]()).toThrow(
      'cannot yield* acquire of "door": no coroutine is running here; await it, or run the generator with spawn()',
    );
    expect(() => Operation.resolved(1)[Symbol.iterator]()).toThrow('cannot yield* an operation: ');
    expect(() => pending.next()).toThrow(NoSchedulerError);
  });
});

describe('given up', () => {
  test('it is withdrawn from its target and fails with the reason', async () => {
    const place = target();
    const operation = new Pending(place, 'pass');
    expect(operation._giveUp('reason')).toBe(true);
    expect(place.withdrawn[0]).toBe(operation);
    await expect(operation).rejects.toBe('reason');
  });

  test('one that has settled cannot be given up', async () => {
    const place = target();
    const operation = new Pending<number>(place, 'pass');
    operation._resolve(1);
    expect(operation._giveUp('late')).toBe(false);
    expect(place.withdrawn).toHaveLength(0);
    expect(await operation).toBe(1);
  });

  test('a grant that is on its way stands', async () => {
    const operation = new Pending<number>(
      { describe: () => 'door', withdraw: () => false },
      'pass',
    );
    expect(operation._giveUp('late')).toBe(false);
    expect(operation._leave()).toBe(false);
    operation._resolve(1);
    expect(await operation).toBe(1);
  });

  test('left behind and watched by nobody it is withdrawn, and reported by nobody', async () => {
    const place = target();
    const operation = new Pending(place, 'acquire');
    const reported = await unhandledIn(() => operation._leave());
    expect(reported).toEqual([]);
    expect(place.withdrawn[0]).toBe(operation);
    const error = await operation.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CancelledError);
    expect(error).toMatchObject({
      message:
        'acquire of "door" was left behind by the coroutine that began it: wait for it with yield*, also where it is returned',
    });
  });

  test('left behind while somebody else waits for it, it goes on', async () => {
    const place = target();
    const operation = new Pending<number>(place, 'pass');
    const other = operation.toPromise();
    expect(operation._leave()).toBe(true);
    expect(place.withdrawn).toHaveLength(0);
    operation._resolve(1);
    expect(await other).toBe(1);
  });
});

describe('a failure', () => {
  test('that nobody looks at is reported as that of a promise is', async () => {
    const [first, second] = [new Error('at the call'), new Error('later')];
    const reported = await unhandledIn(() => {
      Operation.rejected(first);
      new Pending(target(), 'pass')._reject(second);
    });
    expect(reported).toEqual([first, second]);
  });

  test('that somebody looks at is not reported', async () => {
    const reported = await unhandledIn(() => {
      running();
      expect(() => Operation.rejected(new Error('no'))._outcome()).toThrow('no');
      setCurrent(undefined);
      Operation.rejected(new Error('caught')).catch(() => undefined);
      const observed = new Pending(target(), 'pass');
      observed._observe({ settled: () => undefined });
      observed._reject(new Error('observed'));
    });
    expect(reported).toEqual([]);
  });

  test('of a promise made from it is reported if nobody looks at that', async () => {
    const error = new Error('twice removed');
    const reported = await unhandledIn(() => {
      const operation = new Pending(target(), 'pass');
      void operation.then(() => undefined);
      operation._reject(error);
    });
    expect(reported).toEqual([error]);
  });
});

describe('observers', () => {
  test('are told once, in order, and those that left are not', () => {
    const operation = new Pending<number>(target(), 'pass');
    const log: string[] = [];
    const observers = ['a', 'b', 'c'].map((name) => ({ settled: () => void log.push(name) }));
    for (const observer of observers) operation._observe(observer);
    operation._unobserve(observers[1]!);
    operation._resolve(1);
    operation._resolve(2);
    expect(log).toEqual(['a', 'c']);
  });

  test('that all left leave an operation that nobody watches', () => {
    const place = target();
    const operation = new Pending<number>(place, 'pass');
    const observers = [{ settled: () => undefined }, { settled: () => undefined }];
    for (const observer of observers) operation._observe(observer);
    for (const observer of observers) operation._unobserve(observer);
    expect(operation._leave()).toBe(true);
    expect(place.withdrawn[0]).toBe(operation);
  });
});

test('an operation cannot be disposed of: a forgotten await in `using` must not pass', () => {
  const operation = Operation.resolved(1);
  expect(Symbol.dispose in operation).toBe(false);
  expect(Symbol.asyncDispose in operation).toBe(false);
  expectTypeOf(operation).not.toHaveProperty(Symbol.dispose);
  expectTypeOf<Awaited<Operation<number>>>().toEqualTypeOf<number>();
});

test('timeoutOf gives Infinity where nothing was asked for', () => {
  const options: WaitOptions[] = [{}, { timeout: undefined }, { timeout: Infinity }];
  expect(options.map((one) => timeoutOf(one, () => 'wait'))).toEqual([
    Infinity,
    Infinity,
    Infinity,
  ]);
  expect(timeoutOf(undefined, () => 'wait')).toBe(Infinity);
  expect(timeoutOf({ timeout: 0.5 }, () => 'wait')).toBe(0.5);
});

test.each([
  ['a "quoted" word', String.raw`"a \"quoted\" word"`],
  ['x'.repeat(61), `"${'x'.repeat(60)}…"`],
  [5n, '5n'],
  [-0, '0'],
  [null, 'null'],
  [undefined, 'undefined'],
  [Symbol('s'), 'Symbol(s)'],
  [[1], 'an array'],
  [new Map(), 'an object (Map)'],
  [Object.create(null), 'an object (Object)'],
  [target, 'function target'],
  [() => 5, 'function (anonymous)'],
])('a message shows %o in one short line', (value, line) => {
  expect(show(value)).toBe(line);
});

test('each observer is told once for each time it observes, but for those that left', () => {
  const operation = new Operation<number>();
  const log: string[] = [];
  const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ settled: () => void log.push(name) }));
  for (const observer of [a, b, a, c]) operation._observe(observer!);
  operation._unobserve(b!);
  operation._unobserve(b!);
  operation._resolve(1);
  expect(log).toEqual(['a', 'a', 'c']);
});

test('200,000 observers leave one by one in a moment', () => {
  const operation = new Operation<void>();
  const observers = Array.from({ length: 200_000 }, () => ({ settled: () => {} }));
  for (const observer of observers) operation._observe(observer);
  for (const observer of observers) operation._unobserve(observer);
  expect(operation._observers).toBeUndefined();
});
