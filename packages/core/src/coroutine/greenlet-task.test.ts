import { describe, expect, test } from 'vitest';
import { CancelledError, InvalidStateError, NoSchedulerError } from '../errors.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { Greenlet } from './greenlet.ts';
import { spawn } from './spawn.ts';
import { currentTask, type Coroutine, type Task } from './task.ts';

/** Switches back with all that it gets. */
function* echo(first?: unknown): Coroutine<void> {
  for (let got = first; ;) got = yield* Greenlet.current.parent!.switch(got);
}

describe('in a task', () => {
  test('a greenlet waits for an operation with its whole tree, and other tasks go on', async () => {
    const log: string[] = [];
    const gate = new Gate();
    const waiting = new Greenlet(function* () {
      log.push('waits');
      const value = yield* gate.pass();
      log.push(`passed ${value}`);
      return value;
    });
    const tree = spawn(function* () {
      const value = yield* waiting.switch<number>();
      log.push('tree ends');
      return value;
    });
    const other = spawn(function* () {
      yield* sleep(0);
      log.push('other');
      gate.admit(7);
    });
    expect(await tree).toBe(7);
    await other;
    expect(log).toEqual(['waits', 'other', 'passed 7', 'tree ends']);
  });

  test('its code runs as that task', async () => {
    const task: Task<unknown> = spawn(function* (): Coroutine<unknown> {
      const greenlet = new Greenlet(function* () {
        yield* sleep(0);
        return currentTask() === task;
      });
      return [yield* greenlet.switch(), greenlet.parent === Greenlet.current];
    });
    expect(await task).toEqual([true, true]);
  });

  test('the trees of two tasks do not meet', async () => {
    const log: string[] = [];
    function* program(name: string): Coroutine<void> {
      const main = Greenlet.current;
      const greenlets = [1, 2].map(
        (n) =>
          new Greenlet(function* () {
            log.push(`${name}${n}`);
            yield* sleep(0);
            expect(Greenlet.current).toBe(greenlets[n - 1]);
            yield* main.switch();
          }),
      );
      for (const greenlet of greenlets) {
        yield* greenlet.switch();
        expect(Greenlet.current).toBe(main);
      }
    }
    await Promise.all([spawn(program, 'a'), spawn(program, 'b')]);
    expect(log).toEqual(['a1', 'b1', 'a2', 'b2']);
    expect(Greenlet.current.parent).toBeUndefined();
  });

  test('what it waits for fails inside', async () => {
    const greenlet = new Greenlet(function* () {
      try {
        yield* spawn(() => {
          throw new Error('failed');
        });
      } catch (error) {
        return (error as Error).message;
      }
      return 'not thrown';
    });
    const task = spawn(function* () {
      return yield* greenlet.switch();
    });
    expect(await task).toBe('failed');
  });

  test('cancelling the task throws into the greenlet that waits, and then up through its parents', async () => {
    const log: string[] = [];
    const task = spawn(function* () {
      const greenlet = new Greenlet(function* (): Coroutine<void> {
        try {
          yield* sleep(Infinity);
        } finally {
          yield* sleep(0);
          log.push('greenlet ends');
        }
      });
      try {
        yield* greenlet.switch();
      } finally {
        log.push(`task ends, dead: ${greenlet.dead}`);
      }
    });
    await sleep(0);
    task.cancel();
    await expect(task).rejects.toThrow(CancelledError);
    expect(log).toEqual(['greenlet ends', 'task ends, dead: true']);
  });

  test('what was made outside of it goes, when it ends, to the main one of the task that starts it', async () => {
    const made = new Greenlet(() => 'low', new Greenlet((low: string) => `${low}, top`));
    const task = spawn(function* () {
      const result = yield* made.switch();
      return [result, made.parent!.parent === Greenlet.current];
    });
    expect(await task).toEqual(['low, top', true]);
  });

  test('what another task has started cannot be switched to, nor become a parent', async () => {
    const greenlet = new Greenlet(echo, undefined);
    const main = Greenlet.current;
    const gate = new Gate();
    const starter = spawn(function* () {
      yield* greenlet.switch();
      yield* gate.pass();
      return yield* greenlet.switch('still here');
    });
    const stranger = spawn(function* (): Coroutine<string[]> {
      const messages: string[] = [];
      const mine: Greenlet = new Greenlet(echo);
      yield* mine.switch();
      for (const refused of [
        () => greenlet.switch(),
        () => main.switch(),
        () => new Greenlet(echo, greenlet).switch(),
      ]) {
        try {
          yield* refused();
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidStateError);
          messages.push((error as Error).message);
        }
      }
      expect(() => (mine.parent = greenlet)).toThrow('which belongs to another task');
      gate.admit(0);
      return messages;
    });
    expect(await stranger).toEqual([
      'cannot switch to echo: it belongs to another task',
      'cannot switch to main: it belongs to another task',
      'cannot switch to echo: it belongs to another task',
    ]);
    expect(await starter).toBe('still here');
  });

  test('one that waits cannot be switched to by what runs below its task', async () => {
    const waiting = new Greenlet(function* waiting() {
      yield* sleep(Infinity);
    });
    const task = spawn(function* () {
      yield* waiting.switch();
    });
    await sleep(0);
    expect(() => waiting.switchSync()).toThrow(InvalidStateError);
    expect(() => waiting.kill()).toThrow('cannot switch to waiting: it waits for an operation');
    task.cancel();
    await expect(task).rejects.toThrow(CancelledError);
    expect(waiting.dead).toBe(true);
  });
});

describe('entered by switchSync', () => {
  test('an operation that cannot end at once is a NoSchedulerError inside, in a plain program', () => {
    const greenlet = new Greenlet(function* () {
      try {
        yield* sleep(1);
      } catch (error) {
        return error;
      }
      return 'waited';
    });
    expect(greenlet.switchSync()).toBeInstanceOf(NoSchedulerError);
  });

  test('and in a task, which then goes on', async () => {
    const gate = new Gate();
    const task = spawn(function* (): Coroutine<unknown> {
      const greenlet = new Greenlet(function* () {
        try {
          yield* gate.pass();
        } catch (error) {
          return error;
        }
        return 'waited';
      });
      const refused = greenlet.switchSync();
      yield* sleep(0);
      return refused;
    });
    const error = (await task) as Error;
    expect(error).toBeInstanceOf(NoSchedulerError);
    expect(error.message).toMatch(
      /was entered by switchSync: enter it with yield\* greenlet.switch\(\)/,
    );
  });

  test('one that has settled gives its value, however many there were before', async () => {
    const task = spawn(function* (): Coroutine<unknown> {
      const settled = spawn(() => 1);
      yield* settled;
      const adding = new Greenlet(function* () {
        let sum = 0;
        for (let n = 0; n < 1000; n++) sum += yield* settled;
        return sum;
      });
      return adding.switchSync();
    });
    expect(await task).toBe(1000);
  });

  test('its code runs as the task that entered it', async () => {
    const task: Task<unknown> = spawn(function* (): Coroutine<unknown> {
      yield* sleep(0);
      return new Greenlet(() => currentTask() === task).switchSync();
    });
    expect(await task).toBe(true);
  });

  test('inside of a greenlet comes back to that one, and what is blocked further up cannot be switched to', () => {
    const log: unknown[] = [];
    const main = Greenlet.current;
    const low: Greenlet = new Greenlet(function* low() {
      for (const blocked of [main, top]) {
        try {
          yield* blocked.switch();
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidStateError);
          log.push((error as Error).message);
        }
      }
      return yield* middle.switch('low to middle');
    });
    const middle = new Greenlet(function middle() {
      return low.switchSync();
    });
    const top = new Greenlet(function top() {
      middle.parent = Greenlet.current;
      return [middle.switchSync()];
    });
    expect(top.switchSync()).toEqual(['low to middle']);
    expect(log).toEqual([
      'cannot switch to main: it is blocked in a switchSync further up the stack',
      'cannot switch to top: it is blocked in a switchSync further up the stack',
    ]);
  });

  test('the end of one whose parent is blocked further up is an error of the switchSync that is on top', () => {
    const orphan = new Greenlet(() => 'orphan ends');
    const plain = new Greenlet(() => {
      expect(() => orphan.switchSync()).toThrow('cannot switch to main: it is blocked');
      return 'plain ends';
    });
    expect(plain.switchSync()).toBe('plain ends');
  });
});

describe('mistakes', () => {
  test('yield in place of yield* is an InvalidStateError inside', () => {
    const greenlet: Greenlet = new Greenlet(function* named(): Generator<unknown> {
      yield greenlet.parent!.switch();
    });
    expect(() => greenlet.switchSync()).toThrow(
      'named yielded a switch to main: switch with yield* greenlet.switch()',
    );
    const odd = new Greenlet(function* () {
      yield 5;
    });
    expect(() => odd.switchSync()).toThrow('a greenlet yielded 5');
  });

  test('a switch that a loop in between swallows is an InvalidStateError', () => {
    const other = new Greenlet(echo);
    function* nested(): Coroutine<void> {
      yield* other.switch();
    }
    const greenlet = new Greenlet(() => {
      for (const _ of nested());
    });
    expect(() => greenlet.switchSync()).toThrow(
      'the switch to echo did not reach its greenlet: each generator between must be called with yield*',
    );
  });

  test('a switch is made once, and where it was asked for', () => {
    function* twice(): Coroutine<void> {
      const once = other.switch();
      yield* once;
      yield* once;
    }
    const other = new Greenlet(echo);
    expect(() => new Greenlet(twice, other).switchSync()).not.toThrow();
    expect(() => twice().next()).toThrow(InvalidStateError);
    const outside = Greenlet.current.switch();
    expect(() =>
      new Greenlet(function* () {
        yield* outside;
      }).switchSync(),
    ).toThrow('a switch is made once, where it was asked for');
  });

  test('a switch that a plain function asks for is not made by its task', async () => {
    await expect(spawn(() => new Greenlet(echo).switch())).rejects.toThrow(
      'a switch is made once, where it was asked for: write yield* greenlet.switch() in one expression',
    );
  });

  test('switching below call() in a greenlet that waits is an InvalidStateError', async () => {
    const other = new Greenlet(echo);
    const waiting = new Greenlet(function* waiting() {
      yield* sleep(Infinity);
    });
    const task = spawn(function* (): Coroutine<void> {
      waiting.switch()[Symbol.iterator]().next();
      yield* other.switch();
    });
    await expect(task).rejects.toThrow(
      'cannot switch to echo in what waiting runs by call(): write yield* f() there, not yield* call(f)',
    );
  });

  test('closing the generator that switched closes what waits in its place', () => {
    const log: string[] = [];
    const greenlet = new Greenlet(function* (): Generator<string> {
      try {
        yield 'out';
      } finally {
        log.push('finally');
      }
    });
    function* main(): Generator<unknown> {
      yield* greenlet.switch();
    }
    for (const out of main()) {
      expect(out).toBe('out');
      break;
    }
    expect([log, greenlet.dead]).toEqual([['finally'], true]);
  });
});
