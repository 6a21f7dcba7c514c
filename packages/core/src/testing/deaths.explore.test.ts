import { afterEach, describe, expect, it } from 'vitest';
import { atomics, useAtomics } from '../memory/atomics.ts';
import { driven } from './driven.fixture.ts';
import { exploreSteps, type Exploration } from './explore-steps.ts';
import { World } from './world.ts';

const words = new Int32Array(new SharedArrayBuffer(64));
const lock = 0;
const counter = 1;
const own = 2;

afterEach(() => useAtomics());

function newWorld(program: (world: () => World) => Record<string, () => void>): World {
  words.fill(0);
  const world: World = new World(
    words,
    program(() => world),
    { dies: 'mortal' },
  );
  useAtomics(world.atomics);
  return world;
}

function explore(
  program: (world: () => World) => Record<string, () => void>,
  preemptions?: number,
): Promise<Exploration> {
  return exploreSteps(newWorld(program), { preemptions });
}

/** Holds a mutex while it adds. */
function take(): void {
  while (atomics.exchange(words, lock, 1) !== 0) atomics.wait(words, lock, 1);
  atomics.add(words, counter, 1);
  release();
}

function release(): void {
  atomics.store(words, lock, 0);
  atomics.notify(words, lock);
}

describe('an actor that may die', () => {
  it.each([undefined, 0, 2])(
    'dies before each of its steps, or not at all (preemptions: %s)',
    async (preemptions) => {
      const ends = new Set<string>();
      const seen = await explore(
        (world) => ({
          mortal() {
            for (let i = 0; i < 4; i++) atomics.add(words, counter, 1);
          },
          main() {
            const how = world().died() ? 'dead' : 'done';
            ends.add(`${how} after ${atomics.load(words, counter)}`);
          },
        }),
        preemptions,
      );
      expect([...ends].toSorted()).toEqual([
        'dead after 0',
        'dead after 1',
        'dead after 2',
        'dead after 3',
        'done after 4',
      ]);
      expect(seen.ends).toBe(5);
    },
  );

  it('dies between steps that nobody else notices, too', async () => {
    const { ends } = await explore(() => ({
      mortal() {
        for (let i = 0; i < 4; i++) atomics.add(words, own, 1);
      },
      main() {},
    }));
    expect(ends).toBe(5);
  });

  it('dies in its sleep, and is not woken then', () => {
    const fresh = (): World =>
      newWorld(() => ({
        mortal: () => void atomics.wait(words, lock, 0),
        main: () => void atomics.notify(words, lock, 1),
      }));
    const sleeps = { actor: 0, how: 'goes on' } as const;
    const notifies = { actor: 1, how: 'goes on' } as const;
    const dies = { actor: 0, how: 'dies' } as const;
    expect(driven(fresh(), [sleeps, notifies])).toEqual([0]);
    expect(driven(fresh(), [sleeps, dies])).toEqual([1]);
    const world = fresh();
    expect(driven(world, [sleeps, dies, notifies])).toEqual([]);
    expect(world.done).toBe(true);
    expect(world.death).toBe(undefined);
  });

  it('hangs the others if it dies with a mutex that nobody repairs; the schedule tells where', async () => {
    const hang = explore(() => ({ mortal: take, main: take }));
    await expect(hang).rejects.toThrow(/nobody can go on \(main: wait\(0, 1\)\)\nafter:\n/);
    await expect(hang).rejects.toThrow(/ {2}mortal: exchange\(0, 1\)[^]*\n {2}mortal: dies/);
  });

  it('hangs nobody if whoever hears of its death frees the mutex', async () => {
    const seen = await explore((world) => ({
      mortal() {
        while (atomics.exchange(words, lock, 1) !== 0) atomics.wait(words, lock, 1);
        // Whose it is: what it leaves behind can be told from what the other one has.
        atomics.store(words, own, 1);
        atomics.add(words, counter, 1);
        atomics.store(words, own, 0);
        release();
      },
      main() {
        if (world().died() && atomics.load(words, lock) === 1) release();
        take();
      },
    }));
    // It never had it, or died before it said so, before it added, before it was through, before it let go; or it was through.
    expect(seen.ends).toBe(5);
  });

  it('is no way out of a hang: it need not die', async () => {
    const waits = explore((world) => ({
      mortal: () => void atomics.wait(words, lock, 0),
      main: () => void world().died(),
    }));
    await expect(waits).rejects.toThrow(
      'nobody can go on (mortal: wait(0, 0); main: turn())\nafter:\n  mortal: wait(0, 0)',
    );
  });

  it('must be one of the actors', () => {
    expect(() => new World(words, { main() {} }, { dies: 'other' })).toThrow(
      'other cannot die: the actors are main',
    );
  });
});

it('refuses an actor that does not do the same again', async () => {
  let runs = 0;
  const strays = explore(() => ({
    mortal() {
      atomics.add(words, runs++ === 0 ? lock : counter, 1);
      atomics.add(words, counter, 1);
    },
    main: () => void atomics.add(words, counter, 1),
  }));
  await expect(strays).rejects.toThrow(
    'what mortal does is not the same each time: where it had done "mortal: add(0, 1)", it did "mortal: add(1, 1)"',
  );
});
