import { describe, expect, test } from 'vitest';
import { collectedUntil } from '../collecting.fixture.ts';
import { InvalidStateError } from '../errors.ts';
import { Greenlet } from './greenlet.ts';
import type { Coroutine } from './task.ts';

/** Goes back to its parent, and tells of its end. */
function* finishing(log: string[]): Coroutine<void> {
  try {
    yield* Greenlet.current.parent!.switch();
  } finally {
    log.push('finally');
  }
}

describe('257: a greenlet that is suspended', () => {
  test('JavaScript runs no finally when it is collected', async () => {
    const log: string[] = [];
    const collected: unknown[] = [];
    const registry = new FinalizationRegistry((held) => collected.push(held));
    for (let dropped = 0; dropped < 1000; dropped++) {
      const greenlet = new Greenlet(finishing);
      registry.register(greenlet, undefined);
      greenlet.switchSync(log);
    }
    expect(await collectedUntil(() => collected.length > 0)).toBe(true);
    expect(log).toEqual([]);
  });

  test('runs it by using, and by kill', () => {
    const log: string[] = [];
    {
      using greenlet = new Greenlet(finishing);
      greenlet.switchSync(log);
    }
    expect(log).toEqual(['finally']);
    const greenlet = new Greenlet(finishing);
    greenlet.switchSync(log);
    greenlet.kill();
    greenlet.kill();
    expect([log, greenlet.dead]).toEqual([['finally', 'finally'], true]);
  });
});

test('kill comes back to whoever kills, also from below, and leaves the parent as it was', () => {
  const log: string[] = [];
  const top: Greenlet = new Greenlet(function* (): Coroutine<void> {
    const low = new Greenlet(() => {
      top.kill();
      log.push('low goes on');
      return 'low ends';
    });
    try {
      yield* low.switch();
    } finally {
      log.push('top ends');
    }
  });
  expect(top.switchSync()).toBe('low ends');
  expect(log).toEqual(['top ends', 'low goes on']);
  expect(top.parent).toBe(Greenlet.current);
});

test('one that never began is dead after it, and never runs', () => {
  let ran = false;
  const greenlet = new Greenlet(() => (ran = true));
  greenlet.kill();
  expect([greenlet.dead, ran]).toEqual([true, false]);
});

test('one that catches the GreenletExit and goes on is an InvalidStateError', () => {
  const stubborn: Greenlet = new Greenlet(function* (): Coroutine<void> {
    try {
      yield* stubborn.parent!.switch();
    } catch {
      yield* stubborn.parent!.switch();
    }
  });
  stubborn.switchSync();
  expect(() => stubborn.kill()).toThrow(InvalidStateError);
  expect(stubborn.dead).toBe(false);
  stubborn.kill();
  expect(stubborn.dead).toBe(true);
});

test('an error of its cleanup goes to whoever kills', () => {
  const greenlet: Greenlet = new Greenlet(function* (): Coroutine<void> {
    try {
      yield* greenlet.parent!.switch();
    } catch (error) {
      throw new TypeError('cleanup failed', { cause: error });
    }
  });
  greenlet.switchSync();
  expect(() => greenlet.kill()).toThrow('cleanup failed');
});

test('one whose code is running is an InvalidStateError', () => {
  const itself: Greenlet = new Greenlet(function* itsOwn(): Coroutine<void> {
    yield* itself.switch();
    itself.kill();
  });
  expect(() => itself.switchSync()).toThrow('cannot kill itsOwn: its code is running');
  expect(() => Greenlet.current.kill()).toThrow(InvalidStateError);
});

test('10,000 greenlets, each started by the one before, end through all of their parents', () => {
  const depth = 10_000;
  let started = 0;
  function* link(): Coroutine<number> {
    if (++started === depth) return 0;
    return 1 + (yield* new Greenlet(link).switch<number>());
  }
  expect(new Greenlet(link).switchSync()).toBe(depth - 1);
});

test('10,000 parents that never began start one after the other, as the one below ends', () => {
  let top = Greenlet.current;
  for (let n = 0; n < 10_000; n++) top = new Greenlet((sum: number) => sum + 1, top);
  expect(top.switchSync(0)).toBe(10_000);
});

test('an exception goes up through 10,000 greenlets', () => {
  let depth = 0;
  function* link(): Coroutine<void> {
    if (++depth === 10_000) throw new Error('at the bottom');
    yield* new Greenlet(link).switch();
  }
  expect(() => new Greenlet(link).switchSync()).toThrow('at the bottom');
});

test('a million switches do not grow the stack', () => {
  let switches = 0;
  const a: Greenlet = new Greenlet(function* () {
    while (switches < 1_000_000) yield* b.switch(switches++);
    return switches;
  });
  const b: Greenlet = new Greenlet(function* (): Coroutine<void> {
    for (;;) yield* a.switch(switches++);
  });
  expect(a.switchSync()).toBe(1_000_000);
});
