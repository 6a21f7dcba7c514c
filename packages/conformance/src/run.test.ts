import { expect, test } from 'vitest';
import type { Abilities, AbilityName } from './abilities.ts';
import { behaviour, type Behaviour, type Heddle } from './behaviour.ts';
import { runBehaviours } from './run.ts';

class NotSupportedError extends Error {
  override name = 'NotSupportedError';
  readonly code = 'HEDDLE_NOT_SUPPORTED';
  readonly ability: AbilityName;
  constructor(ability: AbilityName) {
    super(`${ability} is not there`);
    this.ability = ability;
  }
}

const adapter = {
  answer: () => 42,
  block: () => {
    throw new NotSupportedError('blocking');
  },
  NotSupportedError,
} as unknown as Heddle & { answer(): number; block(): void };

function abilitiesBut(...missing: AbilityName[]): Abilities {
  const one = (name: AbilityName) => ({
    title: name,
    why: `${name} is missing`,
    probe: () => !missing.includes(name),
  });
  return {
    threads: one('threads'),
    sharedMemory: one('sharedMemory'),
    blocking: one('blocking'),
    asyncContext: one('asyncContext'),
    endOfProgram: one('endOfProgram'),
    endOfThread: one('endOfThread'),
    threadsBelow: one('threadsBelow'),
    memoryLimit: one('memoryLimit'),
    processes: one('processes'),
  };
}

function lockBehaviour(name: string, rest: Partial<Behaviour>): Behaviour {
  return behaviour({
    id: `lock.${name}`,
    title: name,
    about: 'lock',
    kind: 'normal',
    needs: [],
    run: async (heddle) => ({ answer: (heddle as typeof adapter).answer() }),
    expect: { answer: 42 },
    ...rest,
  });
}

async function outcomeOf(one: Behaviour, known: Abilities = abilitiesBut()) {
  const report = await runBehaviours(adapter, { behaviours: [one], abilities: known });
  return report.results[0];
}

test('what is seen as expected is the same, whatever the order of its fields', async () => {
  const one = lockBehaviour('order', {
    run: async () => ({ b: [1, { c: 2 }], a: 1 }),
    expect: { a: 1, b: [1, { c: 2 }] },
  });
  expect(await outcomeOf(one)).toMatchObject({ id: 'lock.order', outcome: 'same' });
});

test.each([
  ['another value', { answer: 41 }],
  ['a field more', { answer: 42, more: true }],
  ['a field less', {}],
  ['an array for an object', [42]],
  ['null', null],
])('%s differs, and is kept', async (_, seen) => {
  const result = await outcomeOf(lockBehaviour('answer', { run: async () => seen }));
  expect(result).toMatchObject({ outcome: 'differs', observed: seen });
});

test('what never ends differs when its limit is over, and those after it run', async () => {
  const hanging = lockBehaviour('hangs', { limit: 20, run: () => new Promise(() => {}) });
  const { results } = await runBehaviours(adapter, {
    behaviours: [hanging, lockBehaviour('answer', {})],
    abilities: abilitiesBut(),
  });
  expect(results.map(({ outcome, why }) => [outcome, why])).toEqual([
    ['differs', 'did not end within 20 ms'],
    ['same', undefined],
  ]);
});

test('a failure differs, with its class and message', async () => {
  const failing = lockBehaviour('fails', { run: () => Promise.reject(new RangeError('too far')) });
  expect(await outcomeOf(failing)).toMatchObject({
    outcome: 'differs',
    why: 'threw RangeError: too far',
  });
});

test('a missing ability makes it impossible, without running it', async () => {
  let ran = false;
  const one = lockBehaviour('blocks', {
    needs: ['threads', 'blocking'],
    run: async () => (ran = true),
  });
  expect(await outcomeOf(one, abilitiesBut('blocking'))).toMatchObject({
    outcome: 'impossible',
    lacks: 'blocking',
    why: 'blocking is missing',
  });
  expect(ran).toBe(false);
});

test('an adapter that denies an ability that the probe shows is found out', async () => {
  const one = lockBehaviour('blocks', {
    needs: ['blocking'],
    run: async (heddle) => (heddle as typeof adapter).block() ?? null,
  });
  expect(await outcomeOf(one)).toMatchObject({
    outcome: 'differs',
    why: 'the adapter says that blocking is missing, but the probe shows it: threw NotSupportedError: blocking is not there',
  });
});

test('progress tells of each beginning and result, and only chooses', async () => {
  const told: string[] = [];
  await runBehaviours(adapter, {
    behaviours: [lockBehaviour('one', {}), lockBehaviour('two', {})],
    only: ['lock.two'],
    abilities: abilitiesBut(),
    onProgress: (progress) => told.push(`${progress.type} ${progress.index + 1}/${progress.total}`),
  });
  expect(told).toEqual(['begin 1/1', 'result 1/1']);
});

test('an id that does not begin with what it is about is refused', () => {
  expect(() => lockBehaviour('x', { id: 'queue.x' })).toThrow(/want lock\./);
});

test('an error as a fact says whether the class is the adapter’s own', async () => {
  const one = lockBehaviour('error', {
    run: async (heddle, tools) => [
      tools.error(new NotSupportedError('threads')).instance,
      tools.error(Object.assign(new Error('x'), { name: 'NotSupportedError' })).instance,
      await tools.thrownBy(() => Promise.reject(new TypeError('no'))),
      await tools.thrownBy(() => (heddle as typeof adapter).answer()),
    ],
    expect: [true, false, 'TypeError', 'nothing'],
  });
  expect(await outcomeOf(one)).toMatchObject({ outcome: 'same' });
});
