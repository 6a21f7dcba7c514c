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
  return { memory, agents, tallies: agents.map((agent) => new Tally(agent, slot)) };
}

const plus = (by: number) => (value: number) => value + by;

test('each thread has a number of its own, that all can see', () => {
  const { tallies } = program(2);
  const [one, other] = tallies as [Tally, Tally];
  expect(one.changeOwn(plus(3))).toBe(0);
  expect(one.changeOwn(plus(1))).toBe(3);
  other.changeOwn(plus(7));
  expect([one.own, other.own, one.of(1), other.of(0), one.sum]).toEqual([4, 7, 7, 4, 11]);
  expect(one.change(1, plus(-7))).toBe(7);
  expect(other.own).toBe(0);
});

test('a change that cannot be made leaves it as it was', () => {
  const [one] = program(1).tallies as [Tally];
  one.changeOwn(plus(1));
  expect(one.changeOwn(() => undefined)).toBe(undefined);
  expect(one.own).toBe(1);
});

test.each([-1, mostTallied + 1])('a number of %i is refused, and is not cut to fit', (number) => {
  const { tallies } = program(2);
  const [one, other] = tallies as [Tally, Tally];
  other.changeOwn(() => mostTallied);
  one.changeOwn(() => 5);
  expect(() => one.changeOwn(() => number)).toThrow(InvalidStateError);
  expect(() => one.change(1, () => number)).toThrow(InvalidStateError);
  expect([one.own, other.own]).toEqual([5, mostTallied]);
});

test('the number of a thread that has died counts as 0, also for who has its place afterwards', () => {
  const { memory, agents, tallies } = program(2);
  const [one, other] = tallies as [Tally, Tally];
  other.changeOwn(plus(2));
  expect(one.isSome).toBe(true);
  Agent.bury(memory, agents[1]!);
  expect([one.of(1), one.isSome, one.sum]).toEqual([0, false, 0]);

  Agent.dismiss(memory, agents[1]!);
  const next = new Agent(memory, Agent.enlist(memory, 'next'));
  expect(next.thread).toBe(1);
  const slot = allocate(memory, tallySlots, 'rwLock');
  expect(new Tally(next, slot).own).toBe(0);
  expect(one.of(1)).toBe(0);
  one.change(1, plus(1));
  expect(one.of(1)).toBe(1);
});

test('what comes late for a thread that has died is not counted for the next one', () => {
  const { memory, agents, tallies } = program(2);
  const [one, other] = tallies as [Tally, Tally];
  other.changeOwn(plus(1));
  one.change(1, (value) => {
    if (value === 1) Agent.bury(memory, agents[1]!);
    return value + 1;
  });
  expect(one.of(1)).toBe(0);
});

test('threads are gone through in turn, and only those with such a number', () => {
  const { tallies } = program(40);
  for (const thread of [3, 33, 39]) tallies[thread]!.changeOwn(plus(thread));
  const [tally] = tallies as [Tally];
  expect([0, 3, 33, 39].map((after) => tally.next(after))).toEqual([3, 33, 39, 3]);
  expect(tally.next(0, (value) => value > 33)).toBe(39);
  expect(tally.next(0, (value) => value > 40)).toBe(-1);
  tallies[33]!.changeOwn(() => 0);
  expect(tally.next(3)).toBe(39);
});
