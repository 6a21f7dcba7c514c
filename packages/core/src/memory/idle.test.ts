import { expect, test } from 'vitest';
import { installPlatform, platform } from '../realm.ts';
import { Agent } from './agent.ts';
import { enterRest, rest, survey } from './idle.ts';
import { Memory } from './memory.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

function twoThreads(): { memory: Memory; first: Agent; second: Agent } {
  const memory = Memory.create();
  const [first, second] = ['first', 'second'].map(
    (name) => new Agent(memory, Agent.enlist(memory, name)),
  );
  return { memory, first: first!, second: second! };
}

const parked = { isStuck: true, isOpen: false, isParked: true };
const idle = { isStuck: true, isOpen: false };

test('nothing can run any more once all are marked', () => {
  const { memory, first, second } = twoThreads();
  expect(survey(memory.words)).toBe('busy');
  enterRest(memory.words, first.thread, rest.sure, parked);
  expect(survey(memory.words)).toBe('busy');
  enterRest(memory.words, second.thread, rest.sure, idle);
  expect(survey(memory.words)).toBe('stuck');
});

test('one that was woken while it was about to park goes on, though it has the mark', () => {
  const { memory, first, second } = twoThreads();
  second.unpark(first.thread); // it has no mark yet that could be taken away
  enterRest(memory.words, first.thread, rest.sure, parked);
  enterRest(memory.words, second.thread, rest.sure, parked);
  expect(survey(memory.words)).toBe('busy');
});

test('so does one whose bell was rung while its event loop was about to be found empty', () => {
  const { memory, first, second } = twoThreads();
  second.ring(first.thread);
  enterRest(memory.words, first.thread, rest.sure, idle);
  enterRest(memory.words, second.thread, rest.sure, parked);
  expect(survey(memory.words)).toBe('busy');
});

test('a bell that a parked thread cannot hear holds nothing up, nor a permit that an idle one does not take', () => {
  const { memory, first, second } = twoThreads();
  second.ring(first.thread);
  enterRest(memory.words, first.thread, rest.sure, parked);
  first.unpark(second.thread);
  enterRest(memory.words, second.thread, rest.sure, idle);
  expect(survey(memory.words)).toBe('stuck');
});
