import { afterEach, expect, test, vi } from 'vitest';
import { InvalidHandleError, MemoryFullError } from '../errors.ts';
import { Agent, joinMemory, thisAgent } from '../memory/agent.ts';
import { installPlatform, platform } from '../realm.ts';
import { fromHandleOf, kindOf, registerKind } from '../wire/kind.ts';
import { Queue } from './queue.ts';
import { shareQueues } from './share.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });
shareQueues();

const here = thisAgent();
const there = new Agent(here.memory, Agent.enlist(here.memory, 'other'));

/** Runs `body` with what the other thread has: its objects on the same memory. */
function inOther<T>(body: () => T): T {
  joinMemory(there);
  try {
    return body();
  } finally {
    joinMemory(here);
  }
}

function share(queue: Queue<never>): unknown {
  return kindOf(queue)!.toHandle(queue);
}

/** The other thread's object for a queue of this one. */
function sent<T>(queue: Queue<T>): Queue<T> {
  const handle = share(queue as Queue<never>);
  return inOther(() => fromHandleOf('queue', handle) as Queue<T>);
}

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER])(
  'a bound of %d, more than a word of shared memory counts, leaves room',
  (maxsize) => {
    const queue = new Queue<number>({ maxsize });
    const other = sent(queue);
    expect(queue.tryPut(1)).toBe(true);
    expect(queue.tryPut(2)).toBe(true);
    expect(inOther(() => other.tryGet())).toBe(1);
  },
);

test('an item may have many megabytes', () => {
  const queue = new Queue<Uint8Array>();
  const other = sent(queue);
  const item = new Uint8Array(5_000_000).fill(7);
  expect(queue.tryPut(item)).toBe(true);
  const got = inOther(() => other.tryGet());
  expect(got).toHaveLength(item.length);
  expect(got?.at(-1)).toBe(7);
});

class Strange {
  readonly kind = 'strange';
}
registerKind({
  id: 'strange',
  type: Strange,
  toHandle: () => ({}),
  fromHandle: (): never => {
    throw new InvalidHandleError('not known here');
  },
});

test('an item that cannot be made here fails the one who gets it; whoever waits behind gets the next one', async () => {
  const queue = new Queue<unknown>();
  const other = sent(queue);
  const gets = [queue.get(), queue.get()];
  inOther(() => {
    other.tryPut(new Strange());
    other.tryPut('next');
  });
  await expect(gets[0]).rejects.toThrow('not known here');
  expect(await gets[1]).toBe('next');
  // The bell still calls.
  const third = queue.get();
  inOther(() => other.tryPut('third'));
  expect(await third).toBe('third');
});

test('a queue that holds itself is handed over', () => {
  const queue = new Queue<unknown>();
  queue.tryPut(queue);
  const other = sent(queue);
  expect(inOther(() => other.tryGet())).toBe(other);
});

test('a queue whose items find no room stays as it was, and can be handed over later', () => {
  const queue = new Queue<string>();
  queue.tryPut('a'.repeat(500));
  vi.spyOn(here.memory, 'grow').mockImplementation(() => {
    throw new MemoryFullError('shared memory is full');
  });
  expect(() => share(queue as Queue<never>)).toThrow(MemoryFullError);
  expect(queue.shared).toBe(false);
  vi.restoreAllMocks();
  const other = sent(queue);
  expect(inOther(() => other.tryGet())).toHaveLength(500);
});
