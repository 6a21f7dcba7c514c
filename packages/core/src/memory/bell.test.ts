import { afterEach, expect, test, vi } from 'vitest';
import { installPlatform, platform } from '../realm.ts';
import { Agent } from './agent.ts';
import { atomics } from './atomics.ts';
import type { Listener } from './bell.ts';
import { bells, slotWords, threadWords } from './layout.ts';
import { Memory } from './memory.ts';

/** What the clock shows: how long a wait was is up to the test. */
let time = 0;
installPlatform({ ...platform(), name: 'test', missing: {}, now: () => time });

afterEach(() => {
  vi.restoreAllMocks();
});

function twoThreads(): { mine: Agent; other: Agent; word(): number } {
  const memory = Memory.create();
  const mine = new Agent(memory, Agent.enlist(memory, 'mine'));
  const other = new Agent(memory, Agent.enlist(memory, 'other'));
  const word = (): number => memory.words[mine.slot * slotWords + threadWords.bell]!;
  return { mine, other, word };
}

/** Hears a bell once, and then listens no more. */
function hears(agent: Agent): Promise<void> {
  return new Promise((resolve) => {
    const listener: Listener = {
      look() {
        agent.bell.quiet(listener);
        resolve();
      },
    };
    agent.bell.listen(listener);
  });
}

/** A wait that takes `ms`. */
async function waitOf(ms: number, mine: Agent, other: Agent): Promise<void> {
  const heard = hears(mine);
  time += ms;
  other.ring(mine.thread);
  await heard;
}

/** A wait that is expected to be a short one, and is not. */
async function miss(mine: Agent, other: Agent, word: () => number): Promise<void> {
  const heard = hears(mine);
  expect(word()).toBe(bells.none);
  time += 5;
  await vi.waitUntil(() => word() === bells.asleep);
  other.ring(mine.thread);
  await heard;
}

test('a thread that waits is asleep, and is woken', async () => {
  const { mine, other, word } = twoThreads();
  const heard = hears(mine);
  expect(word()).toBe(bells.asleep);
  other.ring(mine.thread);
  await heard;
  expect(mine.bell.isRung).toBe(false);
});

test('after a short wait the next one is looked for, and nobody needs to be woken', async () => {
  const { mine, other, word } = twoThreads();
  await waitOf(0.01, mine, other);
  const notify = vi.spyOn(atomics, 'notify');
  for (let round = 0; round < 5; round++) {
    const heard = hears(mine);
    expect(word()).toBe(bells.none);
    other.ring(mine.thread);
    await heard;
  }
  expect(notify).not.toHaveBeenCalled();
});

test('a short wait was expected and is a long one: the thread sleeps, in the next one from its beginning', async () => {
  const { mine, other, word } = twoThreads();
  await waitOf(0.01, mine, other);
  await miss(mine, other, word);
  void hears(mine);
  expect(word()).toBe(bells.asleep);
});

test('each miss makes it wait for twice as many short ones, and a hit for one again', async () => {
  const { mine, other, word } = twoThreads();
  for (const count of [1, 2, 4]) {
    for (let short = 0; short < count; short++) await waitOf(0.1, mine, other);
    await miss(mine, other, word);
  }
  for (let short = 0; short < 8; short++) await waitOf(0.1, mine, other);
  await waitOf(0.01, mine, other); // looked for, and a hit
  await waitOf(5, mine, other);
  await waitOf(0.1, mine, other);
  void hears(mine);
  expect(word()).toBe(bells.none);
});

test('what comes while nobody listens is there for whoever does then', async () => {
  const { mine, other } = twoThreads();
  await waitOf(5, mine, other);
  other.ring(mine.thread);
  await hears(mine);
  await waitOf(0.01, mine, other);
  other.ring(mine.thread);
  await hears(mine);
});

test('one who listens for good is called at each ring, whatever came before', async () => {
  const { mine, other } = twoThreads();
  let calls = 0;
  let told = Promise.withResolvers<void>();
  mine.bell.listen({
    look() {
      calls++;
      told.resolve();
    },
  });
  for (let round = 1; round <= 40; round++) {
    told = Promise.withResolvers();
    time += round % 7 < 3 ? 0.01 : 5;
    // At any point of its looking, or after it.
    for (let turn = 0; turn < round % 11; turn++) await Promise.resolve();
    if (round % 5 === 0) await new Promise<void>((resolve) => platform().hop(resolve));
    other.ring(mine.thread);
    await told.promise;
    expect(calls).toBe(round);
  }
});

test('whoever begins to wait while others do is in peace till then: nobody looks before the event loop has its turn', async () => {
  const { mine, other } = twoThreads();
  const calls: string[] = [];
  const both = Promise.withResolvers<void>();
  const [a, b] = ['a', 'b'].map((name) => ({
    look() {
      calls.push(name);
      if (calls.length === 2) both.resolve();
    },
  })) as [Listener, Listener];
  mine.bell.listen(a);
  other.ring(mine.thread);
  mine.bell.listen(b);
  mine.bell.listen(a);
  expect(calls).toEqual([]);
  await both.promise;
  expect(calls).toEqual(['a', 'b']);
});

test('one for whom the event loop is to stay empty lets it sleep at once', async () => {
  const { mine, other, word } = twoThreads();
  await waitOf(0.01, mine, other);
  mine.bell.listenAsleep({ look: () => undefined });
  expect(word()).toBe(bells.asleep);
});

test('a thread that is to stop takes nothing more', async () => {
  const { mine, other } = twoThreads();
  const look = vi.fn<() => void>();
  mine.bell.listen({ look });
  Agent.stop(mine.memory, mine.thread);
  other.ring(mine.thread);
  await vi.waitUntil(() => !mine.bell.isRung);
  expect(look).not.toHaveBeenCalled();
});
