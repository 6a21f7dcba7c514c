import { describe, expect, expectTypeOf, test } from 'vitest';
import { collectedUntil } from '../collecting.fixture.ts';
import { CancelledError, InvalidArgumentError, InvalidStateError } from '../errors.ts';
import { coroutine, GeneratorExit, type GeneratorCoroutine } from './coroutine.ts';

function* echo(log: unknown[] = []): Generator<number, string, unknown> {
  for (let n = 0; n < 3; n++) {
    try {
      log.push(yield n);
    } catch (error) {
      log.push(error);
    }
  }
  return 'end';
}

/** Runs through `steps` and tells in `log` how it ends. */
function* finishing(log: string[]): Generator<number, void, unknown> {
  try {
    yield 1;
    yield 2;
  } finally {
    log.push('finally');
  }
}

test('235: calling it runs nothing until the first next()', () => {
  const log: string[] = [];
  const greeting = coroutine(function* (name: string): Generator<string> {
    log.push(`hello ${name}`);
    yield name;
  }, 'Ada');
  expect(log).toEqual([]);
  expect(greeting.state).toBe('created');
  expect(greeting.next()).toEqual({ done: false, value: 'Ada' });
  expect(log).toEqual(['hello Ada']);
});

test('a generator that was made already is taken as it is', () => {
  expect([...coroutine(echo())]).toEqual([0, 1, 2]);
});

test('236: a value sent to a just-started one is an InvalidStateError, where JavaScript drops it; send(undefined) starts it', () => {
  const made = coroutine(echo);
  expect(() => made.send(5)).toThrow(InvalidStateError);
  expect(() => made.send(5)).toThrow(
    'cannot send 5 to echo, which has not begun: start it with next()',
  );
  expect(() => made.next(5)).toThrow(InvalidStateError);
  expect(made.send(undefined)).toEqual({ done: false, value: 0 });
  expect(echo().next(5)).toEqual({ done: false, value: 0 });
});

test('237: send(v) makes v the value of the suspended yield, gives the next yielded value, and at the end what was returned', () => {
  const log: unknown[] = [];
  const made = coroutine(echo, log);
  expect(made.next()).toEqual({ done: false, value: 0 });
  expect(made.send('a')).toEqual({ done: false, value: 1 });
  expect(made.send('b')).toEqual({ done: false, value: 2 });
  expect(made.send('c')).toEqual({ done: true, value: 'end' });
  expect(log).toEqual(['a', 'b', 'c']);
});

test('237: the example of its doc comment', () => {
  using average = coroutine(function* (): Generator<number, void, number> {
    for (let sum = 0, count = 0; ; count++) sum += yield sum / count;
  });
  average.next();
  expect(average.send(4)).toEqual({ done: false, value: 4 });
  expect(average.send(8)).toEqual({ done: false, value: 6 });
});

describe('238: throw(e)', () => {
  test('raises e at the yield; if caught, gives the next yielded value', () => {
    const log: unknown[] = [];
    const made = coroutine(echo, log);
    const error = new Error('thrown in');
    made.next();
    expect(made.throw(error)).toEqual({ done: false, value: 1 });
    expect(log).toEqual([error]);
  });

  test('that is not caught goes to the caller and ends it', () => {
    const log: string[] = [];
    const made = coroutine(finishing, log);
    made.next();
    expect(() => made.throw(new Error('thrown in'))).toThrow('thrown in');
    expect(log).toEqual(['finally']);
    expect(made.state).toBe('closed');
  });

  test('on a not-started one raises at the start and finishes it; on a finished one it just raises', () => {
    const made = coroutine(echo);
    expect(() => made.throw(new Error('first'))).toThrow('first');
    expect(made.state).toBe('closed');
    expect(made.next()).toEqual({ done: true, value: undefined });
    expect(() => made.throw(new Error('second'))).toThrow('second');
  });
});

describe('239: close()', () => {
  test('throws GeneratorExit at the yield, which runs finally and is caught as a CancelledError', () => {
    const caught: unknown[] = [];
    const made = coroutine(function* named(): Generator<number> {
      try {
        yield 1;
      } catch (error) {
        caught.push(error);
        throw error;
      }
    });
    made.next();
    expect(made.close()).toBeUndefined();
    expect(caught[0]).toBeInstanceOf(GeneratorExit);
    expect(caught[0]).toBeInstanceOf(CancelledError);
    expect(String(caught[0])).toBe('GeneratorExit: named was closed');
    expect(made.state).toBe('closed');
  });

  test('yielding again from there is an InvalidStateError, and it can be closed once more', () => {
    const made = coroutine(function* stubborn(): Generator<number> {
      try {
        yield 1;
      } catch {
        yield 2;
      }
    });
    made.next();
    expect(() => made.close()).toThrow(InvalidStateError);
    expect(made.state).toBe('suspended');
    expect(made.close()).toBeUndefined();
    const again = coroutine(made);
    expect(again.next().done).toBe(true);
  });

  test('is nothing when not started, which then never runs, and when finished', () => {
    const log: string[] = [];
    const made = coroutine(finishing, log);
    made.close();
    expect(made.next()).toEqual({ done: true, value: undefined });
    const finished = coroutine(echo);
    for (const _ of finished);
    expect(finished.close()).toBeUndefined();
    expect(log).toEqual([]);
  });
});

test('240: close() gives what it returned if it caught GeneratorExit and returned, where generator.return() cannot be caught', () => {
  function* answering(): Generator<number, string> {
    try {
      yield 1;
    } catch {
      return 'caught';
    }
    return 'not closed';
  }
  const made = coroutine(answering);
  made.next();
  expect(made.close()).toBe('caught');
  expect(made.close()).toBeUndefined();
  const bare = answering();
  bare.next();
  expect(bare.return('from outside')).toEqual({ done: true, value: 'from outside' });
});

test('241: close() lets any other exception of the cleanup through', () => {
  const made = coroutine(function* (): Generator<number> {
    try {
      yield 1;
    } catch (error) {
      throw new TypeError('cleanup failed', { cause: error });
    }
  });
  made.next();
  expect(() => made.close()).toThrow('cleanup failed');
  expect(made.state).toBe('closed');
});

test('242: there is no StopIteration to be mistaken for the end: whatever the body throws comes out as it is', () => {
  const like = { done: true, value: 5 };
  const made = coroutine(function* (): Generator<number> {
    yield 1;
    throw like;
  });
  made.next();
  let thrown: unknown;
  try {
    made.next();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBe(like);
});

describe('243: yield* delegates', () => {
  function* outer<Y, R>(inner: GeneratorCoroutine<Y, R>, log: unknown[]): Generator<Y, R, unknown> {
    try {
      const result = yield* inner;
      log.push(result);
      return result;
    } finally {
      log.push('outer finally');
    }
  }

  test('next, send and throw, and evaluates to what the inner one returned', () => {
    const log: unknown[] = [];
    const made = coroutine(outer, coroutine(echo, log), log);
    const error = new Error('thrown in');
    expect(made.next()).toEqual({ done: false, value: 0 });
    expect(made.send('a')).toEqual({ done: false, value: 1 });
    expect(made.throw(error)).toEqual({ done: false, value: 2 });
    expect(made.next()).toEqual({ done: true, value: 'end' });
    expect(log).toEqual(['a', error, undefined, 'end', 'outer finally']);
  });

  test('close: the inner one is closed, and the outer one too, even if the inner one returns in answer', () => {
    const log: unknown[] = [];
    const inner = coroutine(function* (): Generator<number, string> {
      try {
        yield 1;
      } catch (error) {
        log.push((error as Error).name);
      }
      return 'inner went on';
    });
    const made = coroutine(outer, inner, log);
    made.next();
    expect(made.close()).toBeUndefined();
    expect(log).toEqual(['GeneratorExit', 'outer finally']);
    expect([made.state, inner.state]).toEqual(['closed', 'closed']);
  });

  test('close: an inner one that yields again fails it', () => {
    const inner = coroutine(function* inner(): Generator<number> {
      try {
        yield 1;
      } catch {
        yield 2;
      }
    });
    const made = coroutine(outer, inner, []);
    made.next();
    expect(() => made.close()).toThrow(/^close of inner: it yielded 2/);
  });

  test('a GeneratorExit that the user throws is caught as any error is', () => {
    const log: unknown[] = [];
    const made = coroutine(outer, coroutine(echo, log), log);
    made.next();
    expect(made.throw(new GeneratorExit('by hand'))).toEqual({ done: false, value: 1 });
  });

  test('from a plain generator, and generator.return() closes it', () => {
    const log: unknown[] = [];
    const inner = coroutine(finishing, log as string[]);
    const bare = outer(inner, log);
    bare.next();
    expect(bare.return(undefined)).toEqual({ done: true, value: undefined });
    expect(log).toEqual(['finally', 'outer finally']);
    expect(inner.state).toBe('closed');
  });
});

test('244: re-entering a running one is an InvalidStateError, and it goes on', () => {
  const refused: string[] = [];
  const made: GeneratorCoroutine<number> = coroutine(function* itself(): Generator<number> {
    for (const enter of [
      () => made.next(),
      () => made.send(1),
      () => made.throw(new Error('not thrown')),
      () => made.close(),
    ]) {
      expect(made.state).toBe('running');
      try {
        enter();
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidStateError);
        refused.push((error as Error).message);
      }
    }
    yield 1;
  });
  expect(made.next()).toEqual({ done: false, value: 1 });
  expect(refused).toEqual([
    'cannot send to itself: its code is running',
    'cannot send to itself: its code is running',
    'cannot throw into itself: its code is running',
    'cannot close itself: its code is running',
  ]);
  expect(made.state).toBe('suspended');
});

test('245: a finished one is done forever', () => {
  const made = coroutine(echo);
  expect([...made]).toEqual([0, 1, 2]);
  for (let again = 0; again < 3; again++) {
    expect(made.next()).toEqual({ done: true, value: undefined });
    expect(made.send('x')).toEqual({ done: true, value: undefined });
  }
  expect(made.state).toBe('closed');
});

test('246: it cannot be copied: structured clone and JSON refuse', () => {
  const made = coroutine(echo);
  expect(() => structuredClone(made)).toThrow(expect.objectContaining({ name: 'DataCloneError' }));
  expect(() => JSON.stringify(made)).toThrow(/a copy of it would be dead/);
});

test('247: JavaScript runs no finally of a generator that it collects; using, break and close do', async () => {
  const log: string[] = [];
  const collected: unknown[] = [];
  const registry = new FinalizationRegistry((held) => collected.push(held));
  for (let dropped = 0; dropped < 1000; dropped++) {
    const made = coroutine(finishing, log);
    registry.register(made, undefined);
    made.next();
  }
  expect(await collectedUntil(() => collected.length > 0)).toBe(true);
  expect(log).toEqual([]);
  {
    using made = coroutine(finishing, log);
    made.next();
  }
  expect(log).toEqual(['finally']);
  for (const _ of coroutine(finishing, log)) break;
  expect(log).toEqual(['finally', 'finally']);
});

test('the states are those of inspect.getgeneratorstate', () => {
  const made = coroutine(finishing, []);
  const states = [made.state];
  made.next();
  states.push(made.state);
  made.close();
  states.push(made.state);
  expect(states).toEqual(['created', 'suspended', 'closed']);
});

test.each([[undefined], [null], [5], [{}], [() => 5], [() => undefined]])(
  '%o is no generator, and is refused at the call',
  (body) => {
    expect(() => coroutine(body as never)).toThrow(InvalidArgumentError);
    expect(() => coroutine(body as never)).toThrow(
      /^coroutine: needs a generator or a generator function, got /,
    );
  },
);

test('arguments for a generator that has its own are refused', () => {
  expect(() => (coroutine as (...args: unknown[]) => unknown)(echo(), 1)).toThrow(
    InvalidArgumentError,
  );
});

test('types: the values of both ways are those of the generator', () => {
  const made = coroutine(function* (): Generator<number, boolean, string> {
    const sent = yield 1;
    return sent === 'a';
  });
  expectTypeOf(made).toEqualTypeOf<GeneratorCoroutine<number, boolean, string>>();
  expectTypeOf(made.send).parameter(0).toEqualTypeOf<string>();
  // @ts-expect-error a value of the wrong kind
  expect(() => made.send(5)).toThrow(InvalidStateError);
  expect(made.next()).toEqual({ done: false, value: 1 });
  expect(made.send('a')).toEqual({ done: true, value: true });
});

test('types: a generator that says nothing of what it is sent takes anything', () => {
  const made = coroutine(function* () {
    const sent = yield 1;
    return sent;
  });
  made.next();
  expect(made.send('a')).toEqual({ done: true, value: 'a' });
  const typed = coroutine(function* (from: number): Generator<number, string, boolean> {
    return String(yield from);
  }, 1);
  expectTypeOf(typed.send).parameter(0).toEqualTypeOf<boolean>();
});
