import { describe, expect, test } from 'vitest';
import { CancelledError, InvalidArgumentError, InvalidStateError } from '../errors.ts';
import { Greenlet, GreenletExit, type GreenletTrace } from './greenlet.ts';
import type { Coroutine } from './task.ts';

/** Switches back with all that it gets. */
function* echo(...values: unknown[]): Coroutine<void> {
  let got: unknown = values;
  for (;;) got = yield* Greenlet.current.parent!.switch(got);
}

/** What the call throws. */
function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('248: switch', () => {
  test('starts it with the values as arguments', () => {
    expect(new Greenlet(echo).switchSync(1, 'b', [3])).toEqual([1, 'b', [3]]);
    expect(new Greenlet(echo).switchSync()).toEqual([]);
    expect(new Greenlet(echo).switchSync([1, 2])).toEqual([[1, 2]]);
    expect(new Greenlet(echo).switchSync(undefined)).toEqual([undefined]);
  });

  test('later makes them the value of the switch that suspended it: one is itself, several are an array, none is undefined', () => {
    const greenlet = new Greenlet(echo);
    greenlet.switchSync();
    expect(greenlet.switchSync(1)).toBe(1);
    expect(greenlet.switchSync(1, 2)).toEqual([1, 2]);
    expect(greenlet.switchSync([1])).toEqual([1]);
    expect(greenlet.switchSync()).toBeUndefined();
    const options = { named: true }; // Python's keywords
    expect(greenlet.switchSync(options)).toBe(options);
  });

  test('goes from one to the other in strict alternation, with a value each way', () => {
    const log: string[] = [];
    const ping: Greenlet = new Greenlet(function* () {
      for (let n = 1; n <= 3; n++) log.push(`ping ${yield* pong.switch<number>(n)}`);
      return 'ping ends';
    });
    const pong: Greenlet = new Greenlet(function* (first: number): Coroutine<void> {
      for (let got = first; ;) {
        log.push(`pong ${got}`);
        got = yield* ping.switch<number>(got * 10);
      }
    });
    expect(ping.switchSync()).toBe('ping ends');
    expect(log).toEqual(['pong 1', 'ping 10', 'pong 2', 'ping 20', 'pong 3', 'ping 30']);
    expect([ping.dead, pong.dead, pong.active]).toEqual([true, false, true]);
  });

  test('to itself gives the values at once', () => {
    const itself: Greenlet = new Greenlet(function* () {
      return [yield* itself.switch(1, 2), itself.switchSync(3)];
    });
    expect(itself.switchSync()).toEqual([[1, 2], 3]);
    expect(Greenlet.current.switchSync('main')).toBe('main');
  });

  test('the example of its doc comment', () => {
    const pong: Greenlet = new Greenlet(function* (word: string): Coroutine<string> {
      return `${word}, ${yield* pong.parent!.switch<string>('pong')}`;
    });
    expect(pong.switchSync('ping')).toBe('pong');
    expect(pong.switchSync('again')).toBe('ping, again');
  });

  test('in a generator outside of any greenlet works as in one', () => {
    const greenlet = new Greenlet(echo);
    function* main(): Coroutine<unknown[]> {
      return [yield* greenlet.switch('a'), yield* greenlet.switch('b')];
    }
    expect(main().next()).toEqual({ done: true, value: [['a'], 'b'] });
  });
});

describe('249: falling off the end', () => {
  test("makes the function's return value that of the parent's switch", () => {
    const inner: Greenlet = new Greenlet(function* () {
      return yield* inner.parent!.switch('first');
    });
    expect(inner.switchSync()).toBe('first');
    expect(inner.switchSync('last')).toBe('last');
    expect(inner.dead).toBe(true);
  });

  test('of a plain function ends it with its first switch', () => {
    const plain = new Greenlet((a: number, b: number) => a + b);
    expect(plain.switchSync(1, 2)).toBe(3);
    expect([plain.dead, plain.active]).toEqual([true, false]);
  });

  test('goes to the parent, not to whoever switched to it', () => {
    const log: unknown[] = [];
    const child = new Greenlet(() => 'child ends');
    const other = new Greenlet(function* () {
      yield* child.switch();
      log.push('never');
    });
    expect(other.switchSync()).toBe('child ends');
    expect([log, other.dead]).toEqual([[], false]);
  });
});

describe('250: an uncaught exception', () => {
  test('is raised in the parent', () => {
    const error = new Error('failed');
    const failing = new Greenlet(() => {
      throw error;
    });
    const parent = new Greenlet(function* () {
      failing.parent = Greenlet.current;
      try {
        yield* failing.switch();
      } catch (caught) {
        return caught;
      }
      return 'nothing was thrown';
    });
    expect(parent.switchSync()).toBe(error);
    expect(failing.dead).toBe(true);
  });

  test('goes up through every parent that does not catch it, whatever was thrown', () => {
    const outer = new Greenlet(function* () {
      const inner = new Greenlet(() => {
        throw undefined;
      });
      yield* inner.switch();
    });
    expect(thrownBy(() => outer.switchSync())).toBeUndefined();
    expect(outer.dead).toBe(true);
  });
});

describe('251: throw', () => {
  test('raises the error inside', () => {
    const greenlet: Greenlet = new Greenlet(function* () {
      try {
        return yield* greenlet.parent!.switch();
      } catch (error) {
        return (error as Error).message;
      }
    });
    greenlet.switchSync();
    expect(greenlet.throwSync(new Error('thrown in'))).toBe('thrown in');
  });

  test('without an argument raises a GreenletExit, which ends it silently and is returned to the parent as value', () => {
    const log: string[] = [];
    const greenlet: Greenlet = new Greenlet(function* named(): Coroutine<void> {
      try {
        yield* greenlet.parent!.switch();
      } finally {
        log.push('finally');
      }
    });
    greenlet.switchSync();
    const exit = greenlet.throwSync();
    expect(exit).toBeInstanceOf(GreenletExit);
    expect(exit).toBeInstanceOf(CancelledError);
    expect(String(exit)).toBe('GreenletExit: named was told to end');
    expect([log, greenlet.dead]).toEqual([['finally'], true]);
  });

  test('undefined is an error like any other', () => {
    const greenlet = new Greenlet(echo);
    greenlet.switchSync();
    expect(thrownBy(() => greenlet.throwSync(undefined))).toBeUndefined();
  });

  test('of one greenlet into another', () => {
    const victim = new Greenlet(echo);
    victim.switchSync();
    const thrower = new Greenlet(function* () {
      victim.parent = Greenlet.current;
      return yield* victim.throw();
    });
    expect(thrower.switchSync()).toBeInstanceOf(GreenletExit);
    expect(victim.dead).toBe(true);
  });

  test('into itself raises it there', () => {
    const itself: Greenlet = new Greenlet(function* () {
      try {
        yield* itself.throw(new Error('mine'));
      } catch (error) {
        return (error as Error).message;
      }
      return 'not thrown';
    });
    expect(itself.switchSync()).toBe('mine');
  });
});

describe('252: throwing into a never-started greenlet', () => {
  test('kills it at once, and the exception goes to the parent', () => {
    let ran = false;
    const greenlet = new Greenlet(() => (ran = true));
    const error = new Error('early');
    expect(thrownBy(() => greenlet.throwSync(error))).toBe(error);
    expect([greenlet.dead, greenlet.active, ran]).toEqual([true, false, false]);
  });

  test('a GreenletExit is returned to the parent', () => {
    const greenlet = new Greenlet(echo);
    expect(greenlet.throwSync()).toBeInstanceOf(GreenletExit);
    expect(greenlet.dead).toBe(true);
  });
});

describe('253: a dead greenlet', () => {
  test('passes what is switched to it on to its parent', () => {
    const parent = new Greenlet(echo);
    parent.switchSync();
    const child = new Greenlet(() => {}, parent);
    child.throwSync();
    expect(child.dead).toBe(true);
    expect(child.switchSync('passed on')).toBe('passed on');
    expect(child.switchSync(1, 2)).toEqual([1, 2]);
    expect(thrownBy(() => child.throwSync(new RangeError('passed on')))).toBeInstanceOf(RangeError);
    expect(parent.dead).toBe(true);
    expect(child.switchSync('to main')).toBe('to main');
    expect(child.throwSync()).toBeInstanceOf(GreenletExit);
  });

  test('starts a parent that has not begun with the values as arguments', () => {
    const parent = new Greenlet(echo);
    const child = new Greenlet(() => 'result', parent);
    expect(child.switchSync()).toEqual(['result']);
    const late = new Greenlet(echo);
    child.parent = late;
    expect(child.switchSync(1, 2)).toEqual([1, 2]);
  });

  test('is not active; one is active only while started and not ended; dead is true after', () => {
    const greenlet: Greenlet = new Greenlet(function* () {
      yield* greenlet.parent!.switch([greenlet.active, greenlet.dead]);
    });
    expect([greenlet.active, greenlet.dead]).toEqual([false, false]);
    expect(greenlet.switchSync()).toEqual([true, false]);
    expect([greenlet.active, greenlet.dead]).toEqual([true, false]);
    greenlet.switchSync();
    expect([greenlet.active, greenlet.dead]).toEqual([false, true]);
  });
});

describe('254: parent', () => {
  test('defaults to the creator; that of the main one is undefined', () => {
    const main = Greenlet.current;
    expect([main.parent, main.name, main.active, main.dead]).toEqual([
      undefined,
      'main',
      true,
      false,
    ]);
    const creator = new Greenlet(() => new Greenlet(echo));
    expect(creator.parent).toBe(main);
    expect(creator.switchSync<Greenlet>().parent).toBe(creator);
  });

  test('can be given and set', () => {
    const [a, b] = [new Greenlet(echo), new Greenlet(echo)];
    const child = new Greenlet(() => 'result', a);
    expect(child.parent).toBe(a);
    child.parent = b;
    a.switchSync();
    b.switchSync();
    expect(child.switchSync()).toBe('result');
    expect([a, b, child].map((one) => one.dead)).toEqual([false, false, true]);
  });

  test('that closes a cycle is an InvalidArgumentError', () => {
    const top = new Greenlet(function* top() {});
    const low = new Greenlet(function* low() {}, new Greenlet(echo, top));
    expect(() => (top.parent = low)).toThrow(InvalidArgumentError);
    expect(() => (top.parent = low)).toThrow(
      'cannot set the parent of top to low, which is below it',
    );
    expect(() => (top.parent = top)).toThrow('which is itself');
    expect(top.parent).toBe(Greenlet.current);
  });

  test('of the main one cannot be set, and what is no greenlet cannot be a parent', () => {
    const greenlet = new Greenlet(echo);
    expect(() => (Greenlet.current.parent = greenlet)).toThrow(InvalidStateError);
    expect(() => (greenlet.parent = undefined as never)).toThrow(InvalidArgumentError);
    expect(() => new Greenlet(echo, 5 as never)).toThrow(
      'new Greenlet: parent must be a Greenlet, got 5',
    );
  });
});

test('255: it cannot be handed to another thread at all: structured clone and JSON refuse', () => {
  const greenlet = new Greenlet(echo);
  expect(() => structuredClone(greenlet)).toThrow(
    expect.objectContaining({ name: 'DataCloneError' }),
  );
  expect(() => JSON.stringify(greenlet)).toThrow(/a copy of it would be dead/);
});

describe('256: run', () => {
  test.each([[undefined], [null], [5], ['run'], [{}]])(
    'that is %o is an InvalidArgumentError when the greenlet is made',
    (run) => {
      expect(() => new Greenlet(run as never)).toThrow(InvalidArgumentError);
      expect(() => new Greenlet(run as never)).toThrow(
        /^new Greenlet: needs a function to run .*, got /,
      );
    },
  );

  test('cannot be set, before the start or after', () => {
    expect('run' in new Greenlet(echo)).toBe(false);
  });

  test('that goes on by itself, as an async function does, is an InvalidArgumentError at the switch', () => {
    const greenlet = new Greenlet(async () => {});
    expect(() => greenlet.switchSync()).toThrow(InvalidArgumentError);
    expect(greenlet.dead).toBe(true);
  });
});

describe('258: trace', () => {
  function recorded(program: () => void): unknown[] {
    const events: unknown[] = [];
    const record: GreenletTrace = (event, origin, target) => {
      expect(Greenlet.current).toBe(target);
      events.push([event, origin.name, target.name]);
    };
    expect(Greenlet.trace(record)).toBeUndefined();
    try {
      program();
    } finally {
      expect(Greenlet.trace(undefined)).toBe(record);
    }
    return events;
  }

  test("reports 'switch' and 'throw' with origin and target", () => {
    const a: Greenlet = new Greenlet(function* a() {
      yield* b.switch();
      yield* b.throw(new Error('into b'));
    });
    const b: Greenlet = new Greenlet(function* b() {
      yield* a.switch();
    });
    expect(recorded(() => expect(() => a.switchSync()).toThrow('into b'))).toEqual([
      ['switch', 'main', 'a'],
      ['switch', 'a', 'b'],
      ['switch', 'b', 'a'],
      ['throw', 'a', 'b'],
      ['throw', 'b', 'main'],
    ]);
  });

  test('reports nothing once it is ended', () => {
    expect(recorded(() => {})).toEqual([]);
    new Greenlet(echo).switchSync();
  });

  test('is ended by a callback that throws, whose error is thrown into the target', () => {
    let calls = 0;
    Greenlet.trace(() => {
      calls++;
      throw new Error('trace failed');
    });
    const greenlet = new Greenlet(() => 'unreachable');
    expect(() => greenlet.switchSync()).toThrow('trace failed');
    expect(new Greenlet(() => 'next').switchSync()).toBe('next');
    expect([calls, greenlet.dead]).toEqual([1, true]);
    Greenlet.trace(() => {
      if (Greenlet.current.parent === undefined) throw new Error('trace failed in main');
    });
    expect(() => new Greenlet(() => {}).switchSync()).toThrow('trace failed in main');
    expect(Greenlet.trace(undefined)).toBeUndefined();
  });

  test('needs a function', () => {
    expect(() => Greenlet.trace(5 as never)).toThrow(InvalidArgumentError);
  });
});
