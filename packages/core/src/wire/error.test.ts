import { describe, expect, test } from 'vitest';
import * as errors from '../errors.ts';
import { readValue, writeValue } from './bytes.ts';
import { joinStacks, registerErrorClass, takeApart } from './error.ts';
import { classNames } from './error-class.ts';
import { decode, encode } from './value.ts';

const ways = {
  messages: <T>(value: T): T => decode(structuredClone(encode(value, 'error'))) as T,
  bytes: <T>(value: T): T => readValue(writeValue(value, 'error').slice()) as T,
};

class QuotaError extends Error {
  readonly limit: number;
  constructor(limit: number) {
    super(`over ${limit}`);
    this.limit = limit;
    constructed++;
  }
  override get name(): string {
    return 'QuotaError';
  }
}
let constructed = 0;
registerErrorClass(QuotaError);

test('every error of Heddle is known without being registered', () => {
  for (const type of Object.values(errors)) {
    if (type === errors.HeddleError) continue;
    const name = (type.prototype as Error).name;
    expect(classNames(Object.create(type.prototype) as Error)[0]).toBe(`heddle:${name}`);
  }
});

describe.each(Object.entries(ways))('in %s', (_, send) => {
  test.each([
    new Error('plain'),
    new TypeError('type'),
    new RangeError('range'),
    new SyntaxError(''),
    new EvalError('e'),
    new URIError('u'),
    new ReferenceError('r'),
  ])('%s keeps class, message and stack', (error) => {
    const got = send(error);
    expect(Object.getPrototypeOf(got)).toBe(Object.getPrototypeOf(error));
    expect(got.message).toBe(error.message);
    expect(got.stack).toBe(error.stack);
    expect(Object.keys(got)).toEqual([]);
    expect(Object.prototype.toString.call(got)).toBe('[object Error]');
  });

  test('errors of Heddle keep class, name, code and fields', () => {
    const cycle = [{ holder: 'a', holds: '"x"', waitsFor: '"y"' }];
    const got = send([
      new errors.TimeoutError('late', 50),
      new errors.DeadlockError(cycle),
      new errors.NotSupportedError('no', 'sharedMemory'),
    ] as const);
    expect(got[0]).toBeInstanceOf(errors.TimeoutError);
    expect(got[0].timeout).toBe(50);
    expect(got[0].code).toBe('HEDDLE_TIMEOUT');
    expect(got[0].name).toBe('TimeoutError');
    expect(Object.hasOwn(got[0], 'name')).toBe(false);
    expect(got[1]).toBeInstanceOf(errors.DeadlockError);
    expect(got[1].cycle).toEqual(cycle);
    expect(got[2].ability).toBe('sharedMemory');
  });

  test('a registered class is built without its constructor', () => {
    const error = new QuotaError(5);
    const before = constructed;
    const got = send(error);
    expect(got).toBeInstanceOf(QuotaError);
    expect(got.limit).toBe(5);
    expect(constructed).toBe(before);
  });

  test('a class that is not known arrives as the nearest one that is, with its name', () => {
    class TimeoutError extends RangeError {
      override name = 'TimeoutError';
      retry = true;
    }
    const got = send(new TimeoutError('mine'));
    expect(got).toBeInstanceOf(RangeError);
    // Its name is also that of one of ours, which it is not.
    expect(got).not.toBeInstanceOf(errors.TimeoutError);
    expect(got.name).toBe('TimeoutError');
    expect(got.retry).toBe(true);
    class LaterTimeout extends errors.TimeoutError {}
    expect(send(new LaterTimeout('l', 1))).toBeInstanceOf(errors.TimeoutError);
  });

  test('causes of every sort cross, cycles too', () => {
    const error = new Error('a', { cause: new TypeError('b', { cause: { why: [1n, -0] } }) });
    const got = send(error);
    const cause = got.cause as Error;
    expect(cause).toBeInstanceOf(TypeError);
    expect(cause.cause).toEqual({ why: [1n, -0] });
    expect(Object.keys(got)).toEqual([]);
    expect(Object.hasOwn(send(new Error('u', { cause: undefined })), 'cause')).toBe(true);
    expect(Object.hasOwn(send(new Error('u')), 'cause')).toBe(false);
    const loop = new Error('loop');
    loop.cause = { loop };
    const back = send(loop);
    expect((back.cause as { loop: Error }).loop).toBe(back);
  });

  test('TaskGroupError keeps its class, code and errors', () => {
    const sent = new errors.TaskGroupError([new QuotaError(1), undefined], '2 of it failed');
    const got = send(sent);
    expect(got).toBeInstanceOf(errors.TaskGroupError);
    expect(got).toBeInstanceOf(AggregateError);
    expect([got.code, got.message]).toEqual(['HEDDLE_TASK_GROUP', '2 of it failed']);
    expect(got.errors[0]).toBeInstanceOf(QuotaError);
    expect([got.errors.length, got.errors[1]]).toEqual([2, undefined]);
  });

  test('AggregateError keeps its errors', () => {
    const got = send(new AggregateError([new QuotaError(1), 42, undefined], 'all'));
    expect(got).toBeInstanceOf(AggregateError);
    expect(got.errors[0]).toBeInstanceOf(QuotaError);
    expect(got.errors.slice(1)).toEqual([42, undefined]);
    expect(Object.keys(got)).toEqual([]);
  });

  test('a DOMException is rebuilt with its name', () => {
    const got = send([new DOMException('stop', 'AbortError')])[0] as DOMException;
    expect(got).toBeInstanceOf(DOMException);
    expect(got.name).toBe('AbortError');
    expect(got.message).toBe('stop');
    expect(got.code).toBe(20);
  });

  test('the same error twice is one error', () => {
    const error = new Error('x');
    const got = send({ a: error, b: new Map([[error, error]]) });
    expect(got.b.get(got.a)).toBe(got.a);
  });

  test('own fields cross; one that cannot arrives as its text', () => {
    const error = Object.assign(new Error('x'), {
      code: 'E_X',
      request: { headers: new Map([['a', 1]]), send: (): void => {} },
      reply: { status: 500 },
      done: (): number => 1,
      port: new MessageChannel(),
    });
    const got = send(error) as typeof error & Record<string, unknown>;
    expect(got.code).toBe('E_X');
    expect(got.reply).toEqual({ status: 500 });
    expect(got.request).toBe('[object Object]');
    expect(got.done).toBe(String(error.done));
    error.port.port1.close();
  });

  test('a code that the class provides is kept where the class is not known', () => {
    class Coded extends Error {
      get code(): string {
        return 'E_CODED';
      }
    }
    expect(send(new Coded('x')).code).toBe('E_CODED');
  });

  test.each<[string, () => unknown]>([
    ['frozen', () => Object.freeze(new Error('x'))],
    ['without prototype methods', () => Object.setPrototypeOf(new Error('x'), Error.prototype)],
    [
      'with getters that throw',
      () => {
        const thrower = {
          get(): never {
            throw new Error('no');
          },
          enumerable: true,
        };
        return Object.defineProperties(new Error('x'), {
          // First: some engines make the stack from the message when it is replaced.
          stack: thrower,
          message: thrower,
          name: thrower,
          cause: thrower,
          more: thrower,
        });
      },
    ],
    [
      'behind a proxy whose traps throw',
      () =>
        new Proxy(new Error('x'), {
          get(): never {
            throw new Error('no');
          },
          ownKeys(): never {
            throw new Error('no');
          },
        }),
    ],
    ['with a stack that is no text', () => Object.assign(new Error('x'), { stack: [1] })],
  ])('an error %s arrives as an error', (__, make) => {
    expect(send([make()])[0]).toBeInstanceOf(Error);
  });

  test('what a throwing getter would have given is said', () => {
    const error = Object.defineProperty(new Error('x'), 'more', {
      get() {
        throw new Error('no');
      },
      enumerable: true,
    }) as Error & { more: string };
    expect(send(error).more).toBe('[its getter threw Error: no]');
  });

  test('causes without end are cut, and it is said where', () => {
    class Endless extends Error {
      constructor() {
        super('again');
        Object.defineProperty(this, 'cause', { get: () => new Endless(), enumerable: false });
      }
    }
    let got = send(new Endless()) as Error;
    let depth = 0;
    while (got.cause instanceof Error) {
      got = got.cause;
      depth++;
    }
    expect(depth).toBe(64);
    expect(got.cause).toBe('[left out, 64 errors deep] Error: again');
  });

  test('a thousand errors at once', () => {
    const all = Array.from({ length: 1000 }, (__, i) => new Error(`e${i}`, { cause: i }));
    const got = send(new AggregateError(all, 'all'));
    expect(got.errors.map((error: Error) => error.cause)).toEqual(all.map((error) => error.cause));
  });

  test.each([undefined, 42, null, 'text', { plain: true }])(
    'thrown %j crosses as it is',
    (value) => {
      expect(send(value)).toEqual(value);
    },
  );
});

test('another class under a registered name is refused', () => {
  registerErrorClass(QuotaError);
  expect(() => registerErrorClass(TypeError, 'QuotaError')).toThrow(errors.InvalidArgumentError);
});

test('takeApart leaves the error as it was', () => {
  const error = Object.freeze(new Error('x', { cause: 1 }));
  expect(takeApart(error)).toMatchObject({ keys: ['cause'], values: [1], hidden: 1 });
});

describe('joinStacks', () => {
  test('puts the frames of this side under the stack that came', () => {
    const error = new Error('x');
    error.stack = 'Error: x\n    at remote (there.ts:1:1)\n';
    joinStacks(error, 'thread-1', 'Error\n    at local (here.ts:2:2)\n    at more (here.ts:3:3)');
    expect(error.stack).toBe(
      'Error: x\n    at remote (there.ts:1:1)\n    -- thread-1 --\n    at local (here.ts:2:2)\n    at more (here.ts:3:3)',
    );
  });

  test('takes stacks without the form of V8', () => {
    const error = new Error('x');
    error.stack = 'remote@there.ts:1:1';
    joinStacks(error, 'thread-1', 'local@here.ts:2:2\n@here.ts:3:3\n');
    expect(error.stack).toBe(
      'remote@there.ts:1:1\n    -- thread-1 --\nlocal@here.ts:2:2\n@here.ts:3:3',
    );
  });

  test('does nothing to an error that cannot be changed', () => {
    const error = Object.freeze(new Error('x'));
    const { stack } = error;
    joinStacks(error, 'thread-1', 'a@b');
    expect(error.stack).toBe(stack);
  });
});
