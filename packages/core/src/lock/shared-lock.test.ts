import { afterEach, expect, test, vi } from 'vitest';
import { Agent } from '../memory/agent.ts';
import { allocate } from '../memory/allocate.ts';
import { atomics } from '../memory/atomics.ts';
import { lockWords, slotWords, threadWords } from '../memory/layout.ts';
import { Memory } from '../memory/memory.ts';
import { enterBlocked } from '../memory/wait-set.ts';
import { installPlatform, platform } from '../realm.ts';
import { SharedLock } from './shared-lock.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

afterEach(() => {
  vi.restoreAllMocks();
});

// Words come back: the same "free, and somebody's turn" is another turn a moment later.

/** Free, somebody sleeps, and it is somebody's turn. */
const turn = 1 | 4;

test('who finds a turn that is over does not take away the next one', () => {
  const memory = Memory.create();
  const [mine, next] = ['mine', 'next'].map(
    (name) => new Agent(memory, Agent.enlist(memory, name)),
  ) as [Agent, Agent];
  const slot = allocate(memory, 1, 'lock');
  const { words } = memory;
  const [state, claim] = [lockWords.state, lockWords.claim].map(
    (word) => slot * slotWords + word,
  ) as [number, number];
  const lock = new SharedLock(mine, slot, true, {
    next: () => 0,
    grant: () => {},
    fail: () => {},
  });
  enterBlocked(next, slot * slotWords + lockWords.waiting);
  words[state] = turn;
  words[claim] = next.thread + 1;
  // It waits in vain, gives up, and asks whose turn it is, as the turn that it saw ends and another begins.
  let asked = -Infinity;
  const asks = [atomics.load, atomics.compareExchange] as const;
  const between = (index: number, ask: () => number): number => {
    // First it asks whether the turn is its own.
    if (index !== claim || ++asked !== 2) return ask();
    words[claim] = 0;
    const seen = ask();
    words[claim] = next.thread + 1;
    return seen;
  };
  vi.spyOn(atomics, 'load').mockImplementation((on, index) =>
    between(index, () => asks[0](on, index)),
  );
  vi.spyOn(atomics, 'compareExchange').mockImplementation((on, index, from, to) =>
    between(index, () => asks[1](on, index, from, to)),
  );
  const remaining = vi.fn(() => 0);
  remaining
    .mockImplementationOnce(() => 0)
    .mockImplementationOnce(() => {
      asked = 0;
      return 0;
    });
  const holder = words[mine.slot * slotWords + threadWords.self]!;
  const isTaken = lock.takeBlocking(
    holder,
    remaining,
    () => {},
    () => {},
  );
  expect([isTaken, words[state], words[claim]]).toEqual([false, turn, next.thread + 1]);
});
