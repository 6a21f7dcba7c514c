import { expect, test, vi } from 'vitest';
import {
  InvalidArgumentError,
  InvalidHandleError,
  InvalidStateError,
  ThreadDiedError,
  TimeoutError,
} from '../errors.ts';
import { spawn } from '../coroutine/spawn.ts';
import { Agent, thisAgent } from '../memory/agent.ts';
import { firstThread, slotWords, stopState, threadState, threadWords } from '../memory/layout.ts';
import { encode } from '../wire/value.ts';
import type { WorkerEnd, WorkerLink } from '../platform.ts';
import { installPlatform, platform } from '../realm.ts';
import { hasChildren } from './children.ts';
import { threadErrorHook } from './error-hook.ts';
import { giveBackLost, noteCreator } from './death.ts';
import type { Answer, Start } from './protocol.ts';
import { tasks } from './tasks.ts';
import { Thread } from './thread.ts';

// A thread as its creator sees it; what the worker does is said by the test.

class Worker implements WorkerLink {
  readonly sent: unknown[] = [];
  terminated = false;
  #answer: (message: unknown) => void = () => {};
  #end: (end: WorkerEnd) => void = () => {};
  send(message: unknown): void {
    if (refusing) throw new TypeError('could not be cloned');
    this.sent.push(message);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#answer = listener;
  }
  onEnd(listener: (end: WorkerEnd) => void): void {
    this.#end = listener;
  }
  terminate(): void {
    this.terminated = true;
  }
  says(answer: Answer): void {
    this.#answer({ heddle: 1, ...answer });
  }
  dies(end: WorkerEnd = {}): void {
    this.#end(end);
  }
}

let refusing = false;
let newest: Worker;

installPlatform({
  ...platform(),
  name: 'test',
  missing: {},
  threads: {
    runsOn: Infinity,
    start: () => (newest = new Worker()),
    wrap: () => {
      throw new TypeError('no worker');
    },
  },
});

const work = tasks('work', import.meta.url, { one: (): number => 1 });
const start = (): [Thread<typeof work.one>, Worker] => [Thread.start({ target: work.one }), newest];
const returned = (value: unknown, stays = false): Answer => ({
  type: 'returned',
  value: encode(value, 'result'),
  stays,
});
const threw = (error: unknown): Answer => ({
  type: 'threw',
  error: encode(error, 'error'),
  stays: false,
});

test('the first end counts, whatever comes after it', async () => {
  const [thread, worker] = start();
  worker.says({ type: 'started' });
  worker.says(returned(1));
  worker.dies({ code: 1, error: new Error('late') });
  worker.says(returned(2));
  expect(await thread.result()).toBe(1);
});

test('a worker that ends without an answer is an error, also after it', async () => {
  const [thread, worker] = start();
  worker.says({ type: 'started' });
  worker.dies({ code: 3 });
  worker.says(returned(1));
  await expect(thread.result()).rejects.toThrow(ThreadDiedError);
});

test('a start that fails gives its number back and stops the worker', () => {
  refusing = true;
  try {
    for (let n = 0; n < 70; n++) {
      expect(() => start()).toThrow('cannot send args: TypeError: could not be cloned');
      expect(newest.terminated).toBe(true);
    }
  } finally {
    refusing = false;
  }
  const [, worker] = start();
  worker.says(returned(1));
});

test('as many threads as have a number can be alive; the next can start once one is gone', async () => {
  // The main thread has one of the 64.
  const alive = Array.from({ length: 63 }, start);
  expect(() => start()).toThrow(InvalidStateError);
  const [thread, worker] = alive[0]!;
  worker.says(returned(1, true));
  expect([await thread.result(), thread.alive]).toEqual([1, false]);
  // Its target has ended, the thread has not: threads that it started are alive.
  expect(() => start()).toThrow('64 threads are alive');
  worker.dies({ code: 0 });
  alive.push(start());
  const [second, other] = alive[1]!;
  const next = second.result().then(() => alive.push(start()));
  other.says(returned(1));
  await next;
  for (const [, one] of alive) one.says(returned(1));
});

test('an answer that cannot be read is the failure of result()', async () => {
  for (const type of ['value', 'error'] as const) {
    const [thread, worker] = start();
    const wired = { wire: 99, value: 1 };
    worker.says(
      type === 'value'
        ? { type: 'returned', value: wired, stays: false }
        : { type: 'threw', error: wired, stays: false },
    );
    await expect(thread.result()).rejects.toThrow(InvalidHandleError);
  }
});

/** An error is told after a turn of the host, all that was ready then, and one more turn. */
async function lateEnough(): Promise<void> {
  for (let n = 0; n < 3; n++) {
    await new Promise<void>((resolve) => {
      platform().hop(resolve);
    });
    await spawn(() => {});
  }
}

test.each([
  ['nobody asked for', async () => {}],
  [
    'somebody asked for and gave up',
    async (thread: Thread<typeof work.one>) => {
      await expect(thread.result({ timeout: 0 })).rejects.toThrow(TimeoutError);
      await expect(thread.result({ timeout: 1 })).rejects.toThrow(TimeoutError);
    },
  ],
])('an error that %s is told on the console', async (_, before) => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  try {
    const [thread, worker] = start();
    await before(thread);
    worker.says(threw(new RangeError('lost')));
    await thread.join();
    await lateEnough();
    expect(told).toHaveBeenCalledOnce();
  } finally {
    told.mockRestore();
  }
});

test('an error that somebody got is not', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  try {
    const [early, one] = start();
    const waiting = expect(early.result()).rejects.toThrow('lost');
    one.says(threw(new RangeError('lost')));
    await waiting;
    const [late, two] = start();
    two.says(threw(new RangeError('lost')));
    await late.join();
    await expect(late.result()).rejects.toThrow('lost');
    await lateEnough();
    expect(told).not.toHaveBeenCalled();
  } finally {
    told.mockRestore();
  }
});

test('terminate() ends the worker, and settles when that is gone', async () => {
  const [thread, worker] = start();
  worker.says({ type: 'started' });
  const ending = [thread.terminate(), thread.terminate()];
  expect([worker.terminated, thread.alive]).toEqual([true, true]);
  worker.dies({ code: 1 });
  for (const one of ending) await one;
  await thread.join();
  expect(thread.alive).toBe(false);
  await thread.terminate();
  await expect(thread.result()).rejects.toMatchObject({
    name: 'ThreadDiedError',
    message: `${thread.describe()} was terminated`,
    exitCode: undefined,
  });
});

test('a thread that has not begun can be terminated, one that was not started cannot', async () => {
  expect(() => new Thread({ target: work.one }).terminate()).toThrow(InvalidStateError);
  const [thread, worker] = start();
  const ending = thread.terminate();
  worker.dies();
  await ending;
  await expect(thread.result()).rejects.toThrow('was terminated');
});

test('a target that has ended before its thread is terminated has ended', async () => {
  const [thread, worker] = start();
  worker.says(returned(1, true));
  expect(await thread.result()).toBe(1);
  // It stays for threads that it has started.
  const ending = thread.terminate();
  expect(worker.terminated).toBe(true);
  worker.dies();
  await ending;
  expect(await thread.result()).toBe(1);
  const [other, one] = start();
  one.says(returned(2));
  await other.terminate();
  expect([one.terminated, await other.result()]).toEqual([false, 2]);
});

test('nobody is told of a terminated thread whose result nobody asked for', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  try {
    const [thread, worker] = start();
    const ending = thread.terminate();
    worker.dies();
    await ending;
    await lateEnough();
    expect(told).not.toHaveBeenCalled();
  } finally {
    told.mockRestore();
  }
});

/** The word in which a thread's number is in use by one birth after another. */
function births(thread: number): number {
  const { words } = thisAgent();
  return Atomics.load(words, (firstThread + thread) * slotWords + threadWords.born);
}

test('those that a thread has started are buried with it, and nobody else', async () => {
  const { memory, thread: creator } = thisAgent();
  const [parent, worker] = start();
  const { thread: number } = (worker.sent[0] as Start).memory!.thread;
  const child = Agent.enlist(memory, 'child');
  noteCreator(memory, child, { thread: number, born: births(number) });
  const grandchild = Agent.enlist(memory, 'grandchild');
  noteCreator(memory, grandchild, child);
  const stranger = Agent.enlist(memory, 'stranger');
  const before = [number, child.thread, grandchild.thread, stranger.thread, creator].map(births);
  const ending = parent.terminate();
  worker.dies({ code: 1 });
  await ending;
  const after = [number, child.thread, grandchild.thread, stranger.thread, creator].map(births);
  expect(after.map((count, n) => count - before[n]!)).toEqual([1, 1, 1, 0, 0]);
  // Their numbers are free again.
  expect(Agent.enlist(memory, 'next').thread).toBe(number);
});

test('a number whose thread may run on is given to another once that has stopped, or must have', async () => {
  const { words } = thisAgent();
  const at = (thread: number, word: number): number => (firstThread + thread) * slotWords + word;
  const state = (thread: number): number => Atomics.load(words, at(thread, threadWords.state));
  const [thread, worker] = start();
  const { thread: number } = (worker.sent[0] as Start).memory!.thread;
  const ending = thread.terminate();
  expect(Atomics.load(words, at(number, threadWords.stop))).toBe(stopState.asked);
  worker.dies({ byForce: true });
  await ending;
  giveBackLost();
  expect(state(number)).toBe(threadState.lost);
  Atomics.store(words, at(number, threadWords.stop), stopState.done);
  giveBackLost();
  expect([state(number), Atomics.load(words, at(number, threadWords.stop))]).toEqual([
    threadState.free,
    stopState.none,
  ]);
});

test('63: a thread is a daemon as its creator is, unless that is said; from the start on that is settled', () => {
  expect(new Thread({ target: work.one }).daemon).toBe(false);
  const thread = new Thread({ target: work.one, daemon: true });
  thread.daemon = false;
  thread.daemon = true;
  thread.start();
  expect(() => (thread.daemon = false)).toThrow(InvalidStateError);
  expect([thread.daemon, (newest.sent[0] as Start).daemon]).toEqual([true, true]);
  newest.says(returned(1));
  expect(() => (thread.daemon = true)).toThrow('it was started, and that is settled at the start');
  const fresh = new Thread({ target: work.one });
  expect(() => (fresh.daemon = 'no' as never)).toThrow(InvalidArgumentError);
  expect(fresh.daemon).toBe(false);
  expect(() => new Thread({ target: work.one, daemon: 1 as never })).toThrow(InvalidArgumentError);
});

test('64: a program stays for a thread that has begun and is no daemon; for a daemon while somebody waits for it', async () => {
  const [thread, worker] = start();
  worker.says({ type: 'started' });
  expect(hasChildren()).toBe(true);
  worker.says(returned(1));
  expect([await thread.result(), hasChildren()]).toEqual([1, false]);

  const daemon = Thread.start({ target: work.one, daemon: true });
  expect(hasChildren()).toBe(true); // it has not begun
  newest.says({ type: 'started' });
  expect(hasChildren()).toBe(false);
  const giving = new AbortController();
  const waiting = daemon.result({ signal: giving.signal });
  expect(hasChildren()).toBe(true);
  giving.abort();
  await expect(waiting).rejects.toThrow();
  expect(hasChildren()).toBe(false);
  newest.says({ type: 'holds', holds: true }); // it has started one that is none
  expect(hasChildren()).toBe(true);
  newest.says(returned(1, true));
  expect(hasChildren()).toBe(true);
  newest.says({ type: 'holds', holds: false });
  expect(hasChildren()).toBe(false);
  newest.dies({ code: 0 });
});

test('65: an error that nobody takes goes to the hook, with the thread; 67: what a hook throws is printed', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  const failures: unknown[] = [];
  const before = threadErrorHook(({ error, thread }) => {
    failures.push((error as Error).message, thread);
    throw new TypeError('hook');
  });
  try {
    const [thread, worker] = start();
    worker.says(threw(new RangeError('lost')));
    await lateEnough();
    expect(failures).toEqual(['lost', thread]);
    expect(told).toHaveBeenCalledWith(
      expect.stringContaining('the threadErrorHook threw an object (TypeError)'),
      expect.any(RangeError),
      expect.any(TypeError),
    );
    told.mockClear();
    threadErrorHook(() => Promise.reject(new TypeError('later')));
    start()[1].says(threw(new RangeError('lost')));
    await lateEnough();
    expect(told).toHaveBeenCalledOnce();
    expect(() => threadErrorHook(5 as never)).toThrow(InvalidArgumentError);
  } finally {
    threadErrorHook(before);
    told.mockRestore();
  }
});

test('66: a thread that has ended itself with 0 is not told of; with another code it is', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  try {
    for (const code of [0, 3]) {
      const [, worker] = start();
      worker.says({ type: 'started' });
      worker.dies({ code });
    }
    await lateEnough();
    expect(told).toHaveBeenCalledOnce();
    expect(told.mock.calls[0]![1]).toMatchObject({ exitCode: 3 });
  } finally {
    told.mockRestore();
  }
});

test('out of memory is told as that', async () => {
  const [thread, worker] = start();
  worker.says({ type: 'started' });
  worker.dies({ code: 1, outOfMemory: true });
  await expect(thread.result()).rejects.toThrow('it needed more memory than it may have');
});

test('59: many may join at once; each is told of the end', async () => {
  const [thread, worker] = start();
  const joins = [thread.join(), thread.join(), thread.join({ timeout: 1000 })];
  worker.says(returned(1));
  for (const one of joins) await one;
  await thread.join();
});
