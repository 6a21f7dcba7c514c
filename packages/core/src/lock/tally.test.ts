import { expect, test } from 'vitest';
import { InvalidStateError } from '../errors.ts';
import { Agent } from '../memory/agent.ts';
import { allocate } from '../memory/allocate.ts';
import { tallySlots } from '../memory/layout.ts';
import { Memory } from '../memory/memory.ts';
import { installPlatform, platform } from '../realm.ts';
import { mostTallied, Tally } from './tally.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

interface Program {
  memory: Memory;
  slot: number;
  agents: Agent[];
  tallies: Tally[];
}

function program(threads: number): Program {
  const memory = Memory.create();
  const slot = allocate(memory, tallySlots, 'rwLock');
  const agents = Array.from(
    { length: threads },
    (_, index) => new Agent(memory, Agent.enlist(memory, `thread-${index}`)),
  );
  return { memory, slot, agents, tallies: agents.map((agent) => new Tally(agent, slot)) };
}

test('each thread has a number of its own, and all see whether there is any', () => {
  const { tallies } = program(40);
  const [first, last] = [tallies[0]!, tallies[39]!];
  expect([first.isSome, first.sum]).toEqual([false, 0]);
  expect(last.add(3)).toBe(0);
  expect([first.isSome, first.sum, last.isSome]).toEqual([true, 3, true]);
  expect(first.add(4)).toBe(0);
  expect(last.add(-3)).toBe(3);
  expect([last.isSome, last.sum]).toEqual([true, 4]);
  expect(first.add(-4)).toBe(4);
  expect([last.isSome, last.sum]).toEqual([false, 0]);
});

test.each([-6, mostTallied])('%i more than 5 is refused, and it stays 5', (by) => {
  const [tally] = program(1).tallies as [Tally];
  tally.add(5);
  expect(() => tally.add(by)).toThrow(InvalidStateError);
  expect(tally.sum).toBe(5);
  tally.add(mostTallied - 5);
  expect(tally.sum).toBe(mostTallied);
});

test('the number of a thread that has died is 0, also for who has its place afterwards', () => {
  const { memory, slot, agents, tallies } = program(2);
  const [one, other] = tallies as [Tally, Tally];
  other.add(2);
  Agent.bury(memory, agents[1]!);
  expect([one.isSome, one.sum]).toEqual([false, 0]);

  Agent.dismiss(memory, agents[1]!);
  const next = new Agent(memory, Agent.enlist(memory, 'next'));
  expect(next.thread).toBe(1);
  expect([one.isSome, one.sum]).toEqual([false, 0]);
  expect(new Tally(next, slot).add(1)).toBe(0);
  expect(one.sum).toBe(1);
});
