import { describe, expect, test, vi } from 'vitest';
import { installPlatform, platform } from '../realm.ts';
import { Agent, joinMemory } from './agent.ts';
import { setMutexPatience } from './atomics.ts';
import { canStop } from './can-stop.fixture.ts';
import { header, slotWords, stopState, threadWords } from './layout.ts';
import { Memory } from './memory.ts';
import { freeMutexOf, lendMutex, lockMutex, reclaimMutex, unlockMutex } from './mutex.ts';

const missing: { blocking?: string } = {};
installPlatform({ ...platform(), name: 'test', missing });

const memory = Memory.create();
const { words } = memory;
const index = header.detecting;
const [a, b] = ['a', 'b'].map((name) => new Agent(memory, Agent.enlist(memory, name))) as [
  Agent,
  Agent,
];

test('a mutex is freed by its owner, and for it once it is dead, and by nobody else', () => {
  joinMemory(a);
  lockMutex(words, index);
  joinMemory(b);
  unlockMutex(words, index);
  freeMutexOf(words, index, b.thread);
  expect(words[index]).not.toBe(0);
  freeMutexOf(words, index, a.thread);
  expect(words[index]).toBe(0);
  lockMutex(words, index);
  unlockMutex(words, index);
  expect(words[index]).toBe(0);
});

test('whoever sleeps until a mutex is free is woken when its dead owner is found', async () => {
  joinMemory(a);
  lockMutex(words, index);
  words[index]! |= 0x100; // as a thread does that goes to sleep on it
  const woken = Atomics.waitAsync(words, index, words[index]!);
  freeMutexOf(words, index, a.thread);
  expect(await woken.value).toBe('ok');
  expect(words[index]).toBe(0);
});

const ways = canStop ? ['may block', 'may not block'] : ['may not block'];

test.each(ways)(
  'of an owner that was ended by force a mutex is freed by whoever waits for it, and %s',
  (how) => {
    if (how === 'may not block') missing.blocking = 'a page';
    setMutexPatience(5);
    joinMemory(a);
    lockMutex(words, index);
    words[a.slot * slotWords + threadWords.stop] = stopState.asked;
    joinMemory(b);
    lockMutex(words, index);
    expect(words[index]! & 0xff).toBe(b.thread + 1);
    unlockMutex(words, index);
    words[a.slot * slotWords + threadWords.stop] = stopState.none;
    setMutexPatience(1000);
    delete missing.blocking;
    expect(words[index]).toBe(0);
  },
);

describe('while its owner runs code that is not Heddle’s', () => {
  test('it keeps it, and is freed as ever', () => {
    joinMemory(a);
    lockMutex(words, index);
    lendMutex(words, index);
    expect(reclaimMutex(words, index)).toBe(true);
    lendMutex(words, index);
    words[index]! |= 0x100; // somebody goes to sleep on it
    expect(reclaimMutex(words, index)).toBe(true);
    expect(words[index]! & 0x100).toBe(0x100);
    unlockMutex(words, index);
    expect(words[index]).toBe(0);
  });

  test.each(ways)('and was ended by force, it hears that it has lost it to one that %s', (how) => {
    if (how === 'may not block') missing.blocking = 'a page';
    setMutexPatience(5);
    joinMemory(a);
    lockMutex(words, index);
    lendMutex(words, index);
    words[a.slot * slotWords + threadWords.stop] = stopState.asked;
    joinMemory(b);
    lockMutex(words, index);
    joinMemory(a);
    expect(reclaimMutex(words, index)).toBe(false);
    unlockMutex(words, index);
    expect(words[index]! & 0xff).toBe(b.thread + 1);
    joinMemory(b);
    unlockMutex(words, index);
    words[a.slot * slotWords + threadWords.stop] = stopState.none;
    setMutexPatience(1000);
    delete missing.blocking;
    expect(words[index]).toBe(0);
  });

  test('and has it back in time, whoever waited for it waits as long again', () => {
    missing.blocking = 'a page';
    setMutexPatience(5);
    joinMemory(a);
    lockMutex(words, index);
    lendMutex(words, index);
    words[a.slot * slotWords + threadWords.stop] = stopState.asked;
    let moment = 0;
    // It looks at its clock at every turn, and at 8 has waited long enough.
    const now = vi.spyOn(platform(), 'now').mockImplementation(() => {
      moment += 2;
      if (moment === 8) expect(reclaimMutex(words, index, a.thread + 1)).toBe(true);
      expect(words[index]! & 0xff).toBe(a.thread + 1);
      return moment;
    });
    joinMemory(b);
    lockMutex(words, index);
    now.mockRestore();
    expect(moment).toBe(16);
    unlockMutex(words, index);
    words[a.slot * slotWords + threadWords.stop] = stopState.none;
    setMutexPatience(1000);
    delete missing.blocking;
  });
});
