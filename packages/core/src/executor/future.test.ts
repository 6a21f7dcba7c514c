import { afterEach, describe, expect, test, vi } from 'vitest';
import { asCompleted } from '../coroutine/as-completed.ts';
import { gather } from '../coroutine/gather.ts';
import { spawn } from '../coroutine/spawn.ts';
import { wait } from '../coroutine/wait.ts';
import {
  CancelledError,
  InvalidArgumentError,
  InvalidStateError,
  TimeoutError,
} from '../errors.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { installPlatform, platform } from '../realm.ts';
import { Future } from './future.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

const failure = new RangeError('boom');

function resolved<T>(value: T): Future<T> {
  const future = new Future<T>();
  future.setResult(value);
  return future;
}

function rejected(): Future<never> {
  const future = new Future<never>();
  future.setException(failure);
  return future;
}

function cancelled(): Future<never> {
  const future = new Future<never>();
  future.cancel();
  return future;
}

function running(): Future<number> {
  const future = new Future<number>();
  future.setRunning();
  return future;
}

const told: { calls: unknown[][] } = { calls: [] };
function listen(): void {
  told.calls = [];
  vi.spyOn(console, 'error').mockImplementation((...parts: unknown[]) => {
    told.calls.push(parts);
  });
}
afterEach(() => {
  vi.restoreAllMocks();
});

describe('states', () => {
  const facts = ({ state, done, running: runs, cancelled: was }: Future<unknown>): unknown[] => [
    state,
    done,
    runs,
    was,
  ];

  test('from pending to running and its end, or to cancelled', () => {
    expect(facts(new Future())).toEqual(['pending', false, false, false]);
    expect(facts(running())).toEqual(['running', false, true, false]);
    expect(facts(resolved(1))).toEqual(['done', true, false, false]);
    expect(facts(rejected())).toEqual(['failed', true, false, false]);
    expect(facts(cancelled())).toEqual(['cancelled', true, false, true]);
    const future = running();
    future.setResult(1);
    expect(facts(future)).toEqual(['done', true, false, false]);
  });

  test('a CancelledError that the work itself has thrown is a failure', async () => {
    const future = running();
    const error = new CancelledError('something else was');
    future.setException(error);
    expect(facts(future)).toEqual(['failed', true, false, false]);
    expect(future.cancel()).toBe(false);
    expect(await future.exception()).toBe(error);
  });

  test('setRunning is refused for what is running or has ended, and false for what was cancelled', () => {
    expect(new Future().setRunning()).toBe(true);
    expect(cancelled().setRunning()).toBe(false);
    for (const future of [running(), resolved(1), rejected()]) {
      const { state } = future;
      expect(() => future.setRunning()).toThrow(InvalidStateError);
      expect(future.state).toBe(state);
    }
  });

  test('it ends once: a second end is refused and changes nothing', async () => {
    for (const future of [resolved(1), rejected(), cancelled()] as Future<unknown>[]) {
      const before = [future.state, await future.catch((error: unknown) => error)];
      expect(() => future.setResult(2)).toThrow(InvalidStateError);
      expect(() => future.setException(new Error('late'))).toThrow(InvalidStateError);
      expect([future.state, await future.catch((error: unknown) => error)]).toEqual(before);
    }
  });
});

describe('cancel', () => {
  test('is true for what has not begun, and for what was cancelled before', () => {
    const future = new Future<number>();
    expect([future.cancel(), future.cancel(), future.state]).toEqual([true, true, 'cancelled']);
  });

  test('is false for what is running or has ended, and does nothing', () => {
    for (const future of [running(), resolved(1), rejected()]) {
      const { state } = future;
      expect([future.cancel(), future.state]).toEqual([false, state]);
    }
  });

  test('is no failure that somebody must look at', async () => {
    listen();
    cancelled();
    await sleep(0);
    expect(told.calls).toEqual([]);
  });
});

describe('result', () => {
  test('gives the value, throws what the work threw, or that it was cancelled', async () => {
    expect(await resolved(5).result()).toBe(5);
    expect(await resolved(5).result({ timeout: 0 })).toBe(5);
    await expect(rejected().result().toPromise()).rejects.toBe(failure);
    await expect(rejected().result({ timeout: 10 }).toPromise()).rejects.toBe(failure);
    await expect(cancelled().result().toPromise()).rejects.toThrow(CancelledError);
  });

  test('is woken by each end', async () => {
    const [gives, fails, ends] = [new Future<number>(), new Future(), new Future()];
    const waits = [gives, fails, ends].map((future) =>
      future.result({ timeout: 10_000 }).catch((error: unknown) => error),
    );
    gives.setResult(7);
    fails.setException(failure);
    ends.cancel();
    const [value, error, cancel] = await Promise.all(waits);
    expect([value, error]).toEqual([7, failure]);
    expect(cancel).toBeInstanceOf(CancelledError);
  });

  test('gives up in time, and the future goes on', async () => {
    const future = running();
    await expect(future.result({ timeout: 0 }).toPromise()).rejects.toThrow(
      'result of a future timed out after 0 ms: it is running',
    );
    await expect(future.result({ timeout: 1 }).toPromise()).rejects.toThrow(TimeoutError);
    const abort = new AbortController();
    const aborted = future.result({ signal: abort.signal });
    abort.abort(failure);
    await expect(aborted.toPromise()).rejects.toBe(failure);
    expect(future.state).toBe('running');
    future.setResult(3);
    expect(await future).toBe(3);
  });

  test('a wait that was given up leaves nothing behind', async () => {
    const future = running();
    for (let n = 0; n < 3; n++) await future.result({ timeout: 1 }).catch(() => {});
    expect(future._observers).toBeUndefined();
  });

  test('in a coroutine it is yield*, with a limit or without', async () => {
    const future = new Future<number>();
    const sum = spawn(function* () {
      return (yield* future) + (yield* future.result({ timeout: 10_000 }));
    });
    future.setResult(4);
    expect(await sum).toBe(8);
  });

  test.each([[{ timeout: -1 }], [{ timeout: '5' }], [{ timeout: NaN }], [5], [{ signal: 1 }]])(
    'refuses %o',
    (options) => {
      const future = new Future();
      expect(() => future.result(options as never)).toThrow(InvalidArgumentError);
      expect(() => future.exception(options as never)).toThrow(InvalidArgumentError);
    },
  );
});

describe('exception', () => {
  test('gives the error, or undefined', async () => {
    expect(await rejected().exception()).toBe(failure);
    expect(await resolved(1).exception()).toBeUndefined();
    expect(await resolved(1).exception({ timeout: 0 })).toBeUndefined();
    const future = new Future();
    const waiting = future.exception();
    future.setException(failure);
    expect(await waiting).toBe(failure);
  });

  test('throws that it was cancelled, and when its time is over', async () => {
    await expect(cancelled().exception().toPromise()).rejects.toThrow(CancelledError);
    await expect(new Future().exception({ timeout: 0 }).toPromise()).rejects.toThrow(
      'exception of a future timed out after 0 ms: it has not begun',
    );
    const future = new Future();
    const waiting = future.exception();
    future.cancel();
    await expect(waiting.toPromise()).rejects.toThrow(CancelledError);
  });
});

describe('resultSync', () => {
  test('gives what is there; what only this thread could bring is refused, not waited for', () => {
    expect(resolved(5).resultSync()).toBe(5);
    expect(() => rejected().resultSync()).toThrow(failure);
    expect(() => cancelled().resultSync()).toThrow(CancelledError);
    expect(() => new Future().resultSync()).toThrow(InvalidStateError);
    expect(() => new Future().resultSync({ timeout: -1 })).toThrow(InvalidArgumentError);
  });
});

describe('done callbacks', () => {
  test('are called once with the future, in the order in which they came, however it ends', () => {
    for (const end of [
      (future: Future<number>) => future.setResult(1),
      (future: Future<number>) => future.setException(failure),
      (future: Future<number>) => future.cancel(),
    ]) {
      const future = new Future<number>();
      const calls: unknown[] = [];
      for (const name of ['a', 'b', 'c']) {
        future.addDoneCallback((ended) => calls.push(name, ended === future, ended.done));
      }
      end(future);
      expect(calls).toEqual(['a', true, true, 'b', true, true, 'c', true, true]);
      void future.exception().catch(() => {});
    }
  });

  test('one that comes after the end is called at once', () => {
    const states: string[] = [];
    for (const future of [resolved(1), rejected(), cancelled()] as Future<unknown>[]) {
      future.addDoneCallback(({ state }) => states.push(state));
      void future.exception().catch(() => {});
    }
    expect(states).toEqual(['done', 'failed', 'cancelled']);
  });

  test('what one throws is told, and the others are called', () => {
    listen();
    const future = new Future<number>();
    const seen: string[] = [];
    future.addDoneCallback(() => seen.push('first'));
    future.addDoneCallback(() => {
      throw failure;
    });
    future.addDoneCallback(() => seen.push('last'));
    future.setResult(1);
    future.addDoneCallback(() => {
      throw failure;
    });
    expect(seen).toEqual(['first', 'last']);
    const line = ['Heddle: a done callback of a future failed:', failure];
    expect(told.calls).toEqual([line, line]);
  });

  test('what is no function is refused', () => {
    expect(() => new Future().addDoneCallback(5 as never)).toThrow(InvalidArgumentError);
  });
});

describe('several', () => {
  test('wait() takes them: each once, none of their errors thrown, nothing thrown in time', async () => {
    const [slow, fails] = [new Future<number>(), rejected()];
    const first = await wait([slow, fails, slow, fails], { returnWhen: 'firstCompleted' });
    expect([first.done.size, first.done.has(fails), first.pending.has(slow)]).toEqual([
      1,
      true,
      true,
    ]);
    const late = await wait([slow], { timeout: 1 });
    expect([late.done.size, late.pending.has(slow)]).toEqual([0, true]);
    slow.setResult(1);
    expect((await wait([slow, fails])).done.size).toBe(2);
  });

  test('a first failure ends wait(), a cancel does not', async () => {
    const [one, other, last] = [new Future(), new Future(), new Future()];
    const waiting = wait([one, other, last], { returnWhen: 'firstException' });
    one.cancel();
    await sleep(0);
    expect(waiting._settled).toBe(false);
    other.setException(failure);
    const { done, pending } = await waiting;
    expect([done.has(one), done.has(other), pending.has(last)]).toEqual([true, true, true]);
  });

  test('asCompleted() gives them as they end, what has ended first, each once', async () => {
    const [a, b, c] = [new Future<string>(), resolved('b'), new Future<string>()];
    const seen: string[] = [];
    const reading = (async () => {
      for await (const future of asCompleted([a, b, b, c, a])) seen.push(await future);
    })();
    await sleep(0);
    c.setResult('c');
    a.setResult('a');
    await reading;
    expect(seen).toEqual(['b', 'c', 'a']);
  });

  test('asCompleted() says in time how many are missing', async () => {
    const reading = async (): Promise<void> => {
      for await (const _ of asCompleted([new Future(), resolved(1), new Future()], { timeout: 1 }));
    };
    await expect(reading()).rejects.toThrow('2 of 3');
  });

  test('gather() and Promise.all take them', async () => {
    const [a, b] = [new Future<number>(), new Future<number>()];
    const all = [gather([a, b]).toPromise(), Promise.all([a, b])];
    a.setResult(1);
    b.setResult(2);
    expect(await Promise.all(all)).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });
});

test('a failure that somebody looked at, before or after, is told by nobody', async () => {
  let said: unknown[] = [];
  const unhandled = await unhandledIn(async () => {
    listen();
    const before = new Future();
    const waits = before.result({ timeout: 1000 }).catch(() => {});
    before.setException(failure);
    await waits;
    const after = rejected();
    await sleep(1);
    await after.exception();
    await sleep(1);
    said = [...told.calls]; // a page's own console tells of the last one that the list ends with
  });
  expect([unhandled, said]).toEqual([[], []]);
});
