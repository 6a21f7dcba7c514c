import { array, assert, asyncProperty, boolean, constantFrom } from 'fast-check';
import { nat, oneof, option, record, type Arbitrary } from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { atomics, useAtomics } from '../memory/atomics.ts';
import { exploreSteps, type Exploration } from './explore-steps.ts';
import { World } from './world.ts';

const words = new Int32Array(new SharedArrayBuffer(64));
/** Where the boxes are for what is sent. */
const boxes = 8;

afterEach(() => useAtomics());

/** What the actors of generated programs do, with one of three words; what it gives is all that they see. */
const acts: Record<string, (on: number, world: World) => unknown> = {
  load: (on) => atomics.load(words, on),
  store: (on) => atomics.store(words, on, 1),
  add: (on) => atomics.add(words, on, 1),
  take: (on) => atomics.compareExchange(words, on, 0, 1),
  clear: (on) => atomics.exchange(words, on, 0),
  wait: (on) => atomics.wait(words, on, 1),
  'wait a while': (on) => atomics.wait(words, on, 0, 10),
  notify: (on) => atomics.notify(words, on, 1),
  signal: (on) => `${atomics.store(words, on, 1)} ${atomics.notify(words, on)}`,
  listen(on, world) {
    const bell = atomics.waitAsync(words, on, 0);
    if (!bell.async) return 'not-equal';
    const rings: string[] = [];
    void bell.value.then(() => rings.push('rang'));
    while (rings.length === 0) world.turn();
    return rings;
  },
  send: (on, world) => world.step(boxes + on, 1),
  receive(on, world) {
    world.turn(() => words[boxes + on] !== 0);
    return world.step(boxes + on, 0);
  },
  'hear of death': (_, world) => world.died(),
};

interface Act {
  readonly does: string;
  readonly on: number;
}

type Program = readonly (readonly Act[])[];

function programs(...without: string[]): Arbitrary<Program> {
  const does = Object.keys(acts).filter((name) => !without.includes(name));
  const act = record({ does: constantFrom(...does), on: nat(2) });
  return array(array(act, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 3 });
}

const signals = [0, 1, 2].map((on) => ({ does: 'signal', on }));

const program = oneof(
  programs(), // many of these hang
  programs('wait', 'listen', 'receive'),
  programs('wait', 'receive').map((bodies) => bodies.with(1, signals)),
);

interface Options {
  readonly dies: boolean;
  readonly preemptions: number | undefined;
  readonly allOrders?: boolean;
}

function explore(bodies: Program, seen: Set<string>, options: Options): Promise<Exploration> {
  words.fill(0);
  const { dies } = options;
  const actors = bodies.map((body, actor) => {
    const name = `a${actor}`;
    const hears = dies && actor > 0; // the first one dies
    const run = (): void => {
      const saw = body
        .filter(({ does }) => hears || does !== 'hear of death')
        .map(({ does, on }) => acts[does]!(on, world));
      seen.add(`${name} saw ${saw.join()}`);
    };
    return [name, run] as const;
  });
  const world: World = new World(words, Object.fromEntries(actors), {
    dies: dies ? 'a0' : undefined,
  });
  useAtomics(world.atomics);
  return exploreSteps(world, options);
}

/** What each actor can have seen when it ends, and how many ends there are, or that there is a hang; and how it was found. */
async function outcomes(bodies: Program, options: Options): Promise<[string[], Exploration?]> {
  const seen = new Set<string>();
  try {
    const found = await explore(bodies, seen, options);
    return [[...seen, `${found.ends} ends`].toSorted(), found];
  } catch (error) {
    if (!(error as Error).message.startsWith('nobody can go on')) throw error;
    return [['hang']];
  }
}

describe('steps that commute', () => {
  it('are taken in one order, and all there is to see is seen', async () => {
    let [all, taken] = [0, 0];
    const bound = option(nat(3), { nil: undefined });
    const same = asyncProperty(program, boolean(), bound, async (bodies, dies, preemptions) => {
      const options = { dies, preemptions };
      const [expected, before] = await outcomes(bodies, { ...options, allOrders: true });
      const [seen, now] = await outcomes(bodies, options);
      expect(seen).toEqual(expected);
      // Without a bound, and a death, it is the same points that it comes to, in fewer steps.
      if (!dies && preemptions === undefined) expect(now?.states).toBe(before?.states);
      all += before?.steps ?? 0;
      taken += now?.steps ?? 0;
    });
    await assert(same, { numRuns: 3000 });
    expect(taken).toBeLessThan(all * 0.9);
  });

  it('are taken in one order: two actors with words of their own, and a third that reads both', async () => {
    const body = (on: number): Act[] => Array.from({ length: 4 }, () => ({ does: 'add', on }));
    const reader = [
      { does: 'load', on: 0 },
      { does: 'load', on: 1 },
    ];
    const actors = [body(0), body(1), reader];
    const options = { dies: false, preemptions: undefined };
    const all = await explore(actors, new Set(), { ...options, allOrders: true });
    const once = await explore(actors, new Set(), options);
    expect(once.states).toBe(all.states);
    expect(once.steps).toBeLessThan(all.steps * 0.7);
  });
});

describe('points that differ', () => {
  it('are told apart: a word that holds what an actor has read elsewhere', async () => {
    const seen = new Set<string>();
    const clears = ['clear', 'load', 'load'].map((does, index) => ({
      does,
      on: index === 1 ? 2 : 0,
    }));
    const takes = ['take', 'load'].map((does) => ({ does, on: 0 }));
    await explore([clears, takes], seen, { dies: true, preemptions: undefined });
    expect([...seen].filter((text) => text.startsWith('a0')).toSorted()).toEqual([
      'a0 saw 0,0,0',
      'a0 saw 0,0,1',
      'a0 saw 1,0,0',
    ]);
  });
});
