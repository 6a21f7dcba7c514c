import { afterEach, expect, test, vi } from 'vitest';
import { InvalidStateError, MemoryFullError } from '../errors.ts';
import { installPlatform, platform } from '../realm.ts';
import { Agent } from './agent.ts';
import { allocate } from './allocate.ts';
import { publish, waitOf } from './graph.ts';
import { header, threads } from './layout.ts';
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
  expect(Agent.enlist(memory, 'first')).toBe(0);
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
  const dead = new Agent(memory, Agent.enlist(memory, 'dead'));
  publish(dead, dead.slot, allocate(memory, 1, 'lock'), true);
  Agent.dismiss(memory, dead.thread);
  const next = new Agent(memory, Agent.enlist(memory, 'next'));
  expect(next.slot).toBe(dead.slot);
  expect(waitOf(next, next.slot)).toBeUndefined();
});
