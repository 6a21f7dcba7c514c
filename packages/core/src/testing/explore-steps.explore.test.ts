import { afterEach, describe, expect, it } from 'vitest';
import { atomics, useAtomics } from '../memory/atomics.ts';
import { exploreSteps, type Exploration } from './explore-steps.ts';
import { World } from './world.ts';

const words = new Int32Array(new SharedArrayBuffer(64));
const turn = 0;
const ready = 1;
const counter = 2;

function explore(actors: Record<string, () => void>): Promise<Exploration> {
  words.fill(0);
  const world = new World(words, actors);
  useAtomics(world.atomics);
  return exploreSteps(world);
}

afterEach(() => useAtomics());

describe('exploring the steps of actors', () => {
  it('goes through every order: two actors of two visible steps each', async () => {
    const add = (): void => {
      atomics.add(words, counter, 1);
      atomics.add(words, counter, 1);
    };
    const seen = await explore({ a: add, b: add });
    // The beginnings of the six orders: two of one step, four of two, six of three, six of all four.
    expect(seen.steps).toBe(2 + 4 + 6 + 6);
  });

  it('takes steps at once that no other actor can notice', async () => {
    const own = (word: number) => (): void => {
      for (let i = 0; i < 5; i++) atomics.add(words, word, 1);
    };
    expect(await explore({ a: own(3), b: own(4) })).toMatchObject({ steps: 10, ends: 1 });
  });

  it('takes reads at once of what nobody writes', async () => {
    const read = (): void => {
      for (let i = 0; i < 5; i++) atomics.load(words, counter);
    };
    expect(await explore({ a: read, b: read })).toMatchObject({ steps: 10, states: 1, ends: 1 });
  });

  it('gives a read whatever another may have written by then, also one that comes to it late', async () => {
    const seen = { writer: new Set<number>(), reader: new Set<number>() };
    const actors = {
      writer() {
        atomics.store(words, counter, 1);
        seen.writer.add(atomics.load(words, counter));
      },
      reader: () => void seen.reader.add(atomics.load(words, counter)),
      late() {
        for (let i = 0; i < 3; i++) atomics.load(words, ready);
        atomics.store(words, counter, 2);
      },
    };
    await explore(actors);
    expect([...seen.writer].toSorted()).toEqual([1, 2]);
    expect([...seen.reader].toSorted()).toEqual([0, 1, 2]);
  });

  it('finds a lost update', async () => {
    const add = (): void => {
      const before = atomics.load(words, counter);
      atomics.store(words, counter, before + 1);
    };
    const counts = new Set<number>();
    let left = 2;
    const last = (): void => {
      add();
      left = atomics.add(words, turn, 1);
      if (left === 1) counts.add(atomics.load(words, counter));
    };
    await explore({ a: last, b: last });
    expect([...counts].toSorted()).toEqual([1, 2]);
  });

  it('finds two in a critical section that a look does not guard, and gives the schedule', async () => {
    const enter = (): void => {
      while (atomics.load(words, turn) !== 0) atomics.wait(words, turn, 1);
      atomics.store(words, turn, 1);
      if (atomics.add(words, counter, 1) !== 0) throw new Error('two are in');
      atomics.add(words, counter, -1);
      atomics.store(words, turn, 0);
      atomics.notify(words, turn);
    };
    await expect(explore({ a: enter, b: enter })).rejects.toThrow(/two are in\nafter:\n {2}[ab]: /);
  });

  it('finds a lost wake-up: a sleeper that looks before it says that it sleeps', async () => {
    const sleeper = (): void => {
      if (atomics.load(words, ready) === 0) atomics.wait(words, turn, 0);
    };
    const waker = (): void => {
      atomics.store(words, ready, 1);
      atomics.notify(words, turn);
    };
    await expect(explore({ sleeper, waker })).rejects.toThrow('nobody can go on');
  });

  it('finds nothing where the sleeper sleeps on the word that it looks at', async () => {
    const sleeper = (): void => void atomics.wait(words, ready, 0);
    const waker = (): void => {
      atomics.store(words, ready, 1);
      atomics.notify(words, ready);
    };
    await expect(explore({ sleeper, waker })).resolves.toMatchObject({ ends: 1 });
  });

  it('lets a wait with a limit end both ways', async () => {
    const outcomes = new Set<string>();
    const sleeper = (): void => void outcomes.add(atomics.wait(words, ready, 0, 10));
    const waker = (): void => {
      atomics.store(words, ready, 1);
      atomics.notify(words, ready);
    };
    await explore({ sleeper, waker });
    expect([...outcomes].toSorted()).toEqual(['not-equal', 'ok', 'timed-out']);
  });

  it('calls back whom a bell was rung for, once it is back in its event loop', async () => {
    const heard = new Set<number>();
    words.fill(0);
    const world = new World(words, {
      listener() {
        const bell = atomics.waitAsync(words, ready, 0);
        if (!bell.async) return;
        const rings: number[] = [];
        void bell.value.then(() => rings.push(1));
        while (rings.length === 0) world.turn();
        heard.add(rings.length);
      },
      ringer() {
        atomics.store(words, ready, 1);
        atomics.notify(words, ready);
      },
    });
    useAtomics(world.atomics);
    await exploreSteps(world);
    expect([...heard]).toEqual([1]);
  });
});
