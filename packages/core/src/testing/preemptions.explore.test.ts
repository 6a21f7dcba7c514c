import { afterEach, describe, expect, it } from 'vitest';
import { atomics, useAtomics } from '../memory/atomics.ts';
import { driven } from './driven.fixture.ts';
import { exploreSteps, type Exploration } from './explore-steps.ts';
import { World } from './world.ts';

const words = new Int32Array(new SharedArrayBuffer(64));
const lock = 0;
const counter = 1;
const firstOwn = 4;

afterEach(() => useAtomics());

function explore(actors: Record<string, () => void>, preemptions?: number): Promise<Exploration> {
  words.fill(0);
  const world = new World(words, actors);
  useAtomics(world.atomics);
  return exploreSteps(world, { preemptions });
}

/** Actors of two steps each, whose places in the order are in memory at the end: each order is another end. */
function placed(count: number): Record<string, () => void> {
  const bodies = Array.from({ length: count }, (_, index) => (): void => {
    const first = atomics.add(words, counter, 1);
    const second = atomics.add(words, counter, 1);
    atomics.store(words, firstOwn + index, 1 + first * 8 + second);
  });
  return Object.fromEntries(bodies.map((body, index) => [`a${index}`, body]));
}

/** All orders of two steps of each actor, with no more preemptions than given. */
function orders(left: number[], preemptions: number, last = -1): number {
  if (left.every((steps) => steps === 0)) return 1;
  let count = 0;
  for (const [actor, steps] of left.entries()) {
    if (steps === 0) continue;
    const cost = last !== actor && (left[last] ?? 0) > 0 ? 1 : 0;
    if (cost > preemptions) continue;
    const rest = left.with(actor, steps - 1);
    count += orders(rest, preemptions - cost, actor);
  }
  return count;
}

/** A mutex: 0 free, 1 held, 2 held and perhaps waited for. `woken` is what who was woken writes. */
function enter(woken: number): () => void {
  return () => {
    if (atomics.compareExchange(words, lock, 0, 1) !== 0) {
      let mark = 2;
      while (atomics.exchange(words, lock, mark) !== 0) {
        atomics.wait(words, lock, mark);
        mark = woken;
      }
    }
    if (atomics.add(words, counter, 1) !== 0) throw new Error('two are in');
    atomics.add(words, counter, -1);
    if (atomics.exchange(words, lock, 0) === 2) atomics.notify(words, lock, 1);
  };
}

/** It forgets that there may be more who sleep, so the third one is woken by nobody. */
const forgetful = enter(1);
const sound = enter(2);

describe('a bound on preemptions', () => {
  it.each([0, 1, 2, 3, 4, 5])(
    'goes through the orders of three actors with %i preemptions, and no more',
    async (preemptions) => {
      const { ends } = await explore(placed(3), preemptions);
      expect(ends).toBe(orders([2, 2, 2], preemptions));
    },
  );

  it('counts no switch from an actor that sleeps', async () => {
    const sleeper = (): void => void atomics.wait(words, lock, 0);
    const waker = (): void => {
      atomics.add(words, counter, 1);
      atomics.store(words, lock, 1);
      atomics.notify(words, lock);
    };
    // The sleeper first, in whose sleep the waker runs, or the waker first.
    const { ends } = await explore({ sleeper, waker }, 0);
    expect(ends).toBe(1);
    const woken = new Set<string>();
    const noting = (): void => void woken.add(atomics.wait(words, lock, 0));
    await explore({ noting, waker }, 0);
    expect([...woken].toSorted()).toEqual(['not-equal', 'ok']);
  });

  it('grows to the search without one', async () => {
    const actors = { a: sound, b: sound, c: sound };
    const states: number[] = [];
    for (const preemptions of [0, 1, 2, 12]) {
      states.push((await explore(actors, preemptions)).states);
    }
    const [none, one, two, many] = states as [number, number, number, number];
    expect(one).toBeGreaterThan(none);
    expect(two).toBeGreaterThan(one);
    expect(many).toBeGreaterThan(two);
    expect(many).toBe((await explore(actors)).states);
  });
});

describe('a lost wake-up that needs three actors', () => {
  it('does not come with two of them', async () => {
    await expect(explore({ a: forgetful, b: forgetful })).resolves.toMatchObject({ ends: 1 });
  });

  it('does not come without a preemption', async () => {
    await expect(explore({ a: forgetful, b: forgetful, c: forgetful }, 0)).resolves.toMatchObject({
      ends: 1,
    });
  });

  it.each([1, 2, undefined])('is found within %s preemptions', async (preemptions) => {
    const found = explore({ a: forgetful, b: forgetful, c: forgetful }, preemptions);
    await expect(found).rejects.toThrow(/nobody can go on \([abc]: wait\(0, [12]\)\)\nafter:\n/);
  });

  it('is not found where who was woken remembers the others', async () => {
    const actors = { a: sound, b: sound, c: sound };
    await expect(explore(actors, 2)).resolves.toMatchObject({ ends: 1 });
    await expect(explore(actors)).resolves.toMatchObject({ ends: 1 });
  });
});

it('wakes as many as are asked for, who came first first', () => {
  const sleeper = (): void => void atomics.wait(words, lock, 0);
  const waker = (): void => {
    atomics.notify(words, lock, 1);
    atomics.notify(words, lock, 1);
  };
  const afterSteps = (...actors: number[]): number[] => {
    words.fill(0);
    const world = new World(words, { a: sleeper, b: sleeper, waker });
    useAtomics(world.atomics);
    return driven(
      world,
      actors.map((actor) => ({ actor, how: 'goes on' })),
    );
  };
  expect(afterSteps(1, 0)).toEqual([2]);
  expect(afterSteps(0, 1, 2)).toEqual([0, 2]);
  expect(afterSteps(1, 0, 2)).toEqual([1, 2]);
  expect(afterSteps(1, 0, 2, 2)).toEqual([0, 1]);
});
