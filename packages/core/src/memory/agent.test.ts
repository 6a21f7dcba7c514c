import { afterEach, expect, test, vi } from 'vitest';
import { InvalidStateError, MemoryFullError } from '../errors.ts';
import { installPlatform, platform } from '../realm.ts';
import { Agent } from './agent.ts';
import { allocate } from './allocate.ts';
import { publish, waitOf } from './graph.ts';
import { agentWords, header, slotWords, threads, threadWords } from './layout.ts';
import { Memory } from './memory.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

afterEach(() => {
  vi.restoreAllMocks();
});

test('a thread that finds no room for its name takes no number', () => {
  const memory = Memory.create();
  vi.spyOn(memory, 'grow').mockImplementation(() => {
    throw new MemoryFullError('shared memory is full');
  });
  for (let attempt = 0; attempt < threads + 1; attempt++) {
    expect(() => Agent.enlist(memory, 'late')).toThrow(MemoryFullError);
  }
  vi.restoreAllMocks();
  expect(Agent.enlist(memory, 'first').thread).toBe(0);
});

test('a thread for which there is no number takes no memory', () => {
  const memory = Memory.create();
  for (let thread = 0; thread < threads; thread++) Agent.enlist(memory, `thread-${thread}`);
  expect(() => Agent.enlist(memory, 'one too many')).toThrow(InvalidStateError);
  const unused = memory.words[header.unused];
  expect(() => Agent.enlist(memory, 'one too many')).toThrow(InvalidStateError);
  expect(memory.words[header.unused]).toBe(unused);
});

test('a thread that died in a wait leaves none to the next one with its number', () => {
  const memory = Memory.create();
  const enlisted = Agent.enlist(memory, 'dead');
  const dead = new Agent(memory, enlisted);
  const self = memory.words[dead.slot * slotWords + threadWords.self]!;
  publish(dead, self, allocate(memory, 1, 'lock'), true);
  Agent.dismiss(memory, enlisted);
  const next = new Agent(memory, Agent.enlist(memory, 'next'));
  expect(next.slot).toBe(dead.slot);
  expect(next.born).toBe(dead.born + 1);
  const holder = memory.words[next.slot * slotWords + threadWords.self]!;
  expect(waitOf(next, holder)).toBeUndefined();
  expect(next.isDead(holder)).toBe(false);
});

test('what a thread holds when it dies is known to be a dead one’s, also when its number is taken again', () => {
  const memory = Memory.create();
  const enlisted = Agent.enlist(memory, 'dead');
  const dead = new Agent(memory, enlisted);
  const task = { describe: () => 'task', blockedOn: undefined, slot: 0 };
  const slot = dead.slotOf(task);
  memory.words[slot * slotWords + agentWords.holds] = 1;
  expect(dead.isDead(slot)).toBe(false);
  Agent.bury(memory, enlisted);
  Agent.bury(memory, enlisted);
  expect(dead.isDead(slot)).toBe(true);
  Agent.dismiss(memory, enlisted);
  const next = new Agent(memory, Agent.enlist(memory, 'next'));
  expect(next.slot).toBe(dead.slot);
  expect(next.isDead(slot)).toBe(true);
});

test('every other thread is told of a death', () => {
  const memory = Memory.create();
  const [first, second] = [Agent.enlist(memory, 'first'), Agent.enlist(memory, 'second')];
  const other = new Agent(memory, second);
  expect(other.hasPermit || other.bell.isRung).toBe(false);
  Agent.bury(memory, first);
  expect(other.hasPermit && other.bell.isRung).toBe(true);
});
