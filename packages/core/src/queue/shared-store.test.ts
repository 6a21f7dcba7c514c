import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { select } from '../coroutine/select.ts';
import { CorruptedError, InvalidHandleError, MemoryFullError, ShutDownError } from '../errors.ts';
import { Agent, joinMemory } from '../memory/agent.ts';
import { forEachBlock, kindAt } from '../memory/allocate.ts';
import { killAtEachStep } from '../memory/killing.fixture.ts';
import {
  freeLists,
  header,
  kinds,
  queueWords,
  sharedWords,
  sizes,
  slotWords,
} from '../memory/layout.ts';
import { Memory } from '../memory/memory.ts';
import { enterBlocked, isBlocked } from '../memory/wait-set.ts';
import { installPlatform, platform } from '../realm.ts';
import { fromHandleOf, kindOf, registerKind } from '../wire/kind.ts';
import { transfer } from '../wire/transfer.ts';
import { Queue } from './queue.ts';
import { setSegment } from './segments.ts';
import { shareQueues } from './share.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });
shareQueues();

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

let here: Agent;
let there: Agent;
beforeEach(() => {
  const memory = Memory.create();
  here = new Agent(memory, Agent.enlist(memory, 'here'));
  there = new Agent(memory, Agent.enlist(memory, 'there'));
  joinMemory(here);
});
afterEach(() => {
  vi.restoreAllMocks();
  setSegment(128);
});

function inOther<T>(body: () => T): T {
  joinMemory(there);
  try {
    return body();
  } finally {
    joinMemory(here);
  }
}

/** The other thread's object for a queue of this one. */
function sent<T>(queue: Queue<T>): Queue<T> {
  const handle = kindOf(queue)!.toHandle(queue);
  return inOther(() => fromHandleOf('queue', handle) as Queue<T>);
}

function slotOf(queue: object): number {
  return here.known.slotOf(queue)!;
}

/** A word of the queue. */
function wordOf(queue: object, word: number): number {
  return slotOf(queue) * slotWords + word;
}

/** How many blocks are in use, by kind. */
function blocks(): Record<number, number> {
  const counts: Record<number, number> = {};
  forEachBlock(here.memory, (_, kind) => {
    if (kind !== kinds.free) counts[kind] = (counts[kind] ?? 0) + 1;
  });
  return counts;
}

/** From now on so many new blocks find room. */
function fill(enough: number = 0): void {
  const { grow } = here.memory;
  let left = enough;
  vi.spyOn(here.memory, 'grow').mockImplementation((end) => {
    if (left-- <= 0) throw new MemoryFullError('shared memory is full');
    grow.call(here.memory, end);
  });
}

const long = 'a'.repeat(5000);

describe('one value after another of each length', () => {
  test('is the value that was put, also behind a long one', () => {
    const queue = new Queue<unknown>();
    const other = sent(queue);
    const items = [long, 'short', 7, new Uint8Array(2000).fill(1), Uint8Array.of(1, 2), 0.5, 'b'];
    for (const item of items) queue.tryPut(item);
    for (const item of items) expect(inOther(() => other.tryGet())).toEqual(item);
    queue.putManySync(items);
    expect(inOther(() => other.getManySync())).toEqual(items);
    expect(blocks()[kinds.item]).toBe(undefined);
  });

  test('stays what it is while a getter of it puts something else', () => {
    const queue = new Queue<unknown>();
    const other = sent(queue);
    const item = {
      get inner() {
        queue.tryPut(long);
        queue.tryPut(Uint8Array.of(1, 2, 3));
        return 'inner';
      },
    };
    queue.tryPut(item);
    expect(inOther(() => other.getManySync())).toEqual([
      long,
      Uint8Array.of(1, 2, 3),
      { inner: 'inner' },
    ]);
  });

  test('leaves nothing in the memory once nobody has the queue', () => {
    const before = blocks();
    const queue = new Queue<unknown>();
    const other = sent(queue);
    inOther(() => other.putManySync([long, 1, 'x', other, ...Array<number>(3000).fill(7)]));
    expect(queue.getManySync(2)).toEqual([long, 1]);
    queue.putSync(long);
    expect(blocks()).not.toEqual(before);
    queue.shutdown({ immediate: true });
    here.known.forget(queue);
    there.known.forget(other);
    expect(blocks()).toEqual(before);
  });

  test('goes through more items than counts of 31 bits can tell apart', () => {
    const queue = new Queue<number>({ maxsize: 5 });
    const other = sent(queue);
    const last = 2 ** 30 - 3;
    const { words } = here.memory;
    for (const word of [queueWords.puts, queueWords.gets]) words[wordOf(queue, word)]! |= last << 1;
    for (const word of [queueWords.seen, queueWords.done]) words[wordOf(queue, word)] = last;
    words[wordOf(queue, queueWords.roomUntil)] = last + 5;
    for (let round = 0; round < 4; round++) {
      const items = [0, 1, 2, 3, 4].map((index) => round * 5 + index);
      for (const item of items) expect(queue.tryPut(item)).toBe(true);
      expect(queue.tryPut(-1)).toBe(false);
      expect([queue.size, queue._store.unfinished]).toEqual([5, 5]);
      expect(inOther(() => other.getManySync(2))).toEqual(items.slice(0, 2));
      for (const item of items.slice(2)) expect(inOther(() => other.tryGet())).toBe(item);
      expect([queue.size, queue._store.unfinished]).toEqual([0, 5]);
      for (const _ of items) inOther(() => other.taskDone());
      expect(() => queue.taskDone()).toThrow('more often');
    }
  });
});

describe('getMany with one that cannot be made in this thread', () => {
  test('gives the others, then fails, then goes on', () => {
    const queue = new Queue<unknown>();
    const other = sent(queue);
    inOther(() => other.putManySync(['a', new Strange(), 'b', new Strange(), 'c']));
    expect(queue.getManySync()).toEqual(['a', 'b', 'c']);
    inOther(() => other.tryPut('d'));
    expect(() => queue.getManySync()).toThrow('not known here');
    expect(() => queue.tryGet()).toThrow('not known here');
    expect(queue.getManySync()).toEqual(['d']);
    expect(queue.tryGet()).toBe(undefined);
  });

  test('alone, or among its like, fails at once', () => {
    const queue = new Queue<unknown>();
    const other = sent(queue);
    inOther(() => other.putManySync([new Strange(), new Strange()]));
    for (let i = 0; i < 2; i++) expect(() => queue.getManySync()).toThrow('not known here');
    expect(queue.tryGet()).toBe(undefined);
  });

  test('leaves nothing behind it that could be got after the queue was shut down at once', () => {
    const queue = new Queue<unknown>();
    const other = sent(queue);
    inOther(() => other.putManySync(['a', new Strange(), 'b']));
    expect(queue.getManySync()).toEqual(['a', 'b']);
    inOther(() => other.shutdown({ immediate: true }));
    expect(() => queue.tryGet()).toThrow('not known here');
    for (let i = 0; i < 2; i++) expect(() => queue.tryGet()).toThrow(ShutDownError);
  });
});

test('an item that cannot be made in this thread fails the await of it, and does not throw before', async () => {
  const queue = new Queue<unknown>();
  const other = sent(queue);
  const gets = [
    () => queue.get(),
    () => queue.get({ timeout: 1000 }),
    () => queue.getMany(),
    () => select({ queue }),
  ];
  for (const get of gets) {
    inOther(() => other.tryPut(new Strange()));
    const waiting = get();
    await expect(waiting).rejects.toThrow('not known here');
  }
  inOther(() => other.tryPut('whole'));
  expect(await queue.get()).toBe('whole');
});

describe('when the memory is full', () => {
  test.each([
    ['a long value', long],
    ['many numbers', undefined],
  ])('%s cannot be put while something is in the queue, and nothing of it is left', (_, item) => {
    const queue = new Queue<unknown>();
    sent(queue);
    queue.tryPut('something');
    fill();
    const before = blocks();
    const put = (): boolean => {
      if (item !== undefined) return queue.tryPut(item);
      return queue._store.tryPut(queue._store.wrapAll(Array<number>(3000).fill(7))); // three segments
    };
    expect(put()).toBe(false);
    expect(blocks()).toEqual(before);
    expect(queue.tryGet()).toBe('something');
    expect(put).toThrow(MemoryFullError);
    expect(blocks()).toEqual(before);
    vi.restoreAllMocks();
    expect(put()).toBe(true);
    expect(queue.getManySync()).toHaveLength(item === undefined ? 3000 : 1);
  });

  test('several that fill more than one segment leave none', () => {
    const queue = new Queue<unknown>();
    sent(queue);
    const before = blocks();
    for (const enough of [0, 1, 2]) {
      fill(enough);
      expect(() => queue.putManySync(Array<number>(4000).fill(7))).toThrow(MemoryFullError);
      vi.restoreAllMocks();
      expect(blocks()).toEqual(before);
      here.memory.words.fill(0, freeLists, freeLists + sizes); // what was given back would serve the next
    }
    queue.putManySync(Array<number>(4000).fill(7));
    expect(queue.getManySync()).toHaveLength(4000);
  });

  test('several of which one is long leave nothing', () => {
    const queue = new Queue<unknown>();
    sent(queue);
    const before = blocks();
    fill(1);
    expect(() => queue.putManySync(['x', long, long])).toThrow(MemoryFullError);
    expect(blocks()).toEqual(before);
    expect(queue.size).toBe(0);
  });

  test('what is in a queue stays where it was, and nothing of it is left in the memory', () => {
    const queue = new Queue<unknown>();
    for (const item of [long, 'x', long]) queue.tryPut(item);
    const before = blocks();
    for (const enough of [0, 1, 2, 3]) {
      fill(enough);
      expect(() => sent(queue)).toThrow(MemoryFullError);
      vi.restoreAllMocks();
      expect(queue.shared).toBe(false);
      expect(blocks()).toEqual(before);
      here.memory.words.fill(0, freeLists, freeLists + sizes); // what was given back would serve the next
    }
    const other = sent(queue);
    expect(inOther(() => other.getManySync())).toEqual([long, 'x', long]);
  });

  test('who waited, and fails once the queue is empty, lets go of what it wanted to put once', () => {
    const queue = new Queue<unknown>();
    const other = sent(queue);
    const inside = new Queue<number>();
    sent(inside);
    const refs = here.memory.words[wordOf(inside, sharedWords.refs)];
    queue.tryPut('something');
    fill();
    vi.spyOn(here, 'park').mockImplementation(() => {
      inOther(() => other.tryGet());
      return true;
    });
    expect(() => queue.putSync([long, inside])).toThrow(MemoryFullError);
    expect(here.memory.words[wordOf(inside, sharedWords.refs)]).toBe(refs);
  });
});

test('a long value for which there is no room is not copied', () => {
  const queue = new Queue<unknown>({ maxsize: 1 });
  sent(queue);
  queue.tryPut(1);
  const unused = here.memory.words[header.unused];
  expect(queue.tryPut(long)).toBe(false);
  expect(here.memory.words[header.unused]).toBe(unused);
  queue.tryGet();
  expect(queue.tryPut(long)).toBe(true);
  expect(here.memory.words[header.unused]).toBeGreaterThan(unused!);
});

test('as many blocked threads are woken as items were put, or places made free', () => {
  const queue = new Queue<number>({ maxsize: 10 });
  sent(queue);
  const waiting = Array.from(
    { length: 40 },
    (_, index) => new Agent(here.memory, Agent.enlist(here.memory, `waiting ${index}`)),
  );
  const blocked = (word: number): number =>
    waiting.filter((agent) => isBlocked(here, wordOf(queue, word), agent.thread)).length;
  for (const word of [queueWords.getting, queueWords.putting]) {
    for (const agent of waiting) enterBlocked(agent, wordOf(queue, word));
  }
  const unpark = vi.spyOn(here, 'unpark');
  queue.putManySync([1, 2, 3]);
  expect([blocked(queueWords.getting), blocked(queueWords.putting)]).toEqual([37, 40]);
  queue.tryPut(4);
  expect(blocked(queueWords.getting)).toBe(36);
  queue.tryGet();
  expect([blocked(queueWords.getting), blocked(queueWords.putting)]).toEqual([36, 39]);
  queue.getManySync();
  expect(blocked(queueWords.putting)).toBe(36);
  expect(new Set(unpark.mock.calls.slice(0, 4).flat()).size).toBe(4);
  queue.shutdown();
  expect(unpark).toHaveBeenCalledTimes(8 + 36 + 36);
});

describe('a queue whose memory was written over', () => {
  /** With a record that is none any more, behind a whole one. */
  function corrupted(): Queue<unknown> {
    const queue = new Queue<unknown>();
    sent(queue);
    queue.putManySync(['whole', 'spoiled', 'behind']);
    const { words } = here.memory;
    const start = words[wordOf(queue, queueWords.getAt)]!;
    expect(words[start]).not.toBe(0);
    words[start + 3] = words[start + 4] = -1; // the second one's header is one of these
    return queue;
  }

  test('says so to whoever gets what is no item, each time and in each way; it can be put into', async () => {
    const queue = corrupted();
    expect(queue.tryGet()).toBe('whole');
    expect(() => queue.tryGet()).toThrow('its memory was written over');
    const gets = [() => queue.tryGet(), () => queue.getSync(), () => queue.getManySync()];
    for (const get of gets) expect(get).toThrow(CorruptedError);
    await expect(queue.get()).rejects.toThrow(CorruptedError);
    await expect(queue.getMany()).rejects.toThrow(CorruptedError);
    expect(() => queue.shutdown({ immediate: true })).toThrow(CorruptedError);
    expect(() => queue.tryGet()).toThrow(ShutDownError);
    const { words } = here.memory;
    for (const mutex of [queueWords.putMutex, queueWords.getMutex]) {
      expect(words[wordOf(queue, mutex)]).toBe(0);
    }
  });

  test('fails a task that waits', async () => {
    const queue = new Queue<unknown>();
    const other = sent(queue);
    const get = queue.get();
    inOther(() => other.tryPut('spoiled'));
    const { words } = here.memory;
    words[words[wordOf(queue, queueWords.getAt)]!] = 0;
    await expect(get).rejects.toThrow(CorruptedError);
  });

  test('does not keep what its threads had from being given back', () => {
    const queue = corrupted();
    const slot = slotOf(queue);
    here.known.forget(queue);
    expect(kindAt(here.memory, slot)).toBe(kinds.queue);
    Agent.dismiss(here.memory, there);
    expect(kindAt(here.memory, slot)).toBe(kinds.free);
    expect(Agent.enlist(here.memory, 'next').thread).toBe(there.thread);
  });
});

describe('a thread that is killed at any step', () => {
  interface Given {
    queue: Queue<unknown>;
    other: Queue<unknown>;
  }

  function begin(): Given {
    const memory = Memory.create();
    here = new Agent(memory, Agent.enlist(memory, 'here'));
    there = new Agent(memory, Agent.enlist(memory, 'there'));
    joinMemory(here);
    const queue = new Queue<unknown>();
    const other = sent(queue);
    queue.putManySync(['first', long, 1]);
    joinMemory(there);
    return { queue, other };
  }

  /** What comes out after its death, of what was in and of what is put then. */
  function left({ queue }: Given): unknown[] {
    joinMemory(here);
    Agent.dismiss(here.memory, there);
    queue.putManySync([long, 'last']);
    const all = queue.getManySync();
    expect(queue.size).toBe(0);
    expect(all.slice(-2)).toEqual([long, 'last']);
    return all.slice(0, -2);
  }

  test('of putting long and short ones has put them all, or none', () => {
    const ends = new Set<number>();
    const steps = killAtEachStep(
      begin,
      ({ other }) => other.putManySync([long, 'second', 2]),
      (given) => {
        const all = left(given);
        expect(all).toEqual(['first', long, 1, long, 'second', 2].slice(0, all.length));
        ends.add(all.length);
      },
    );
    expect(steps).toBeGreaterThan(20);
    expect([...ends].toSorted()).toEqual([3, 6]);
  });

  /** How many segments are in use. */
  const segments = (): number => blocks()[kinds.segment] ?? 0;

  test('of putting many loses one of their segments at most, and none of it for good once nobody has the queue', () => {
    const many = Array<number>(150).fill(7); // of five segments
    setSegment(5);
    let lost = 0;
    const steps = killAtEachStep(
      begin,
      ({ other }) => other.putManySync(many),
      (given) => {
        const { queue } = given;
        const all = left(given);
        expect([3, 3 + many.length]).toContain(all.length);
        const now = segments();
        const used = here.memory.words[wordOf(queue, queueWords.spare)] === 0 ? 1 : 2;
        lost = Math.max(lost, now - used);
        expect(now - used).toBeLessThanOrEqual(1);
      },
    );
    expect(steps).toBeGreaterThan(40);
    expect(lost).toBe(1);
  });

  test('of putting many has lost them only until the queue is given back', () => {
    const many = Array<number>(150).fill(7);
    setSegment(5);
    killAtEachStep(
      begin,
      ({ other }) => other.putManySync(many),
      ({ queue }) => {
        joinMemory(here);
        Agent.dismiss(here.memory, there);
        here.known.forget(queue);
        expect(segments()).toBeLessThanOrEqual(1);
      },
    );
  });

  test('of getting many loses one of their segments at most', () => {
    const many = Array<number>(150).fill(7);
    setSegment(5);
    const steps = killAtEachStep(
      () => {
        const given = begin();
        joinMemory(here);
        given.queue.putManySync(many);
        joinMemory(there);
        return given;
      },
      ({ other }) => void other.getManySync(),
      (given) => {
        const { queue } = given;
        left(given);
        const used = here.memory.words[wordOf(queue, queueWords.spare)] === 0 ? 1 : 2;
        expect(segments() - used).toBeLessThanOrEqual(1);
      },
    );
    expect(steps).toBeGreaterThan(20);
  });

  test('of shutting it down at once has done so, or nothing: also a join ends', () => {
    const ends = new Set<string>();
    const steps = killAtEachStep(
      () => {
        const given = begin();
        given.other.tryGet();
        return given;
      },
      ({ other }) => other.shutdown({ immediate: true }),
      ({ queue }) => {
        joinMemory(here);
        Agent.dismiss(here.memory, there);
        const { closed, unfinished, size } = queue._store;
        ends.add(`closed ${closed}: ${unfinished} not done, ${size} in it`);
        if (closed === 0) {
          expect(queue.getManySync()).toEqual([long, 1]);
        } else {
          for (const get of [() => queue.tryGet(), () => queue.getManySync()]) {
            expect(get).toThrow(ShutDownError);
          }
          queue.shutdown();
        }
        while (queue._store.unfinished > 0) queue.taskDone();
        expect(() => queue.taskDone()).toThrow('more often');
        queue.joinSync();
        expect(queue.size).toBe(0);
        here.known.forget(queue);
        expect(blocks()[kinds.segment]).toBe(undefined);
      },
    );
    expect(steps).toBeGreaterThan(10);
    expect([...ends].toSorted()).toEqual([
      'closed 0: 3 not done, 2 in it',
      'closed 2: 1 not done, 0 in it',
    ]);
  });

  test('of getting takes with it what it had, and leaves the rest', () => {
    const ends = new Set<number>();
    const steps = killAtEachStep(
      begin,
      ({ other }) => void [other.tryGet(), other.tryGet(), other.getManySync()],
      (given) => {
        const all = left(given);
        expect(['first', long, 1].slice(3 - all.length)).toEqual(all);
        ends.add(all.length);
      },
    );
    expect(steps).toBeGreaterThan(20);
    expect([...ends].toSorted()).toEqual([0, 1, 2, 3]);
  });
});

describe('an item of which something is to move', () => {
  const moved = (bytes: Uint8Array): boolean => (bytes.buffer as ArrayBuffer).detached;

  test.each([4, 2000, 400_000])('of %d bytes is empty here once it is in', (length) => {
    const queue = new Queue<Uint8Array | { pixels: Uint8Array }>();
    const other = sent(queue);
    const [alone, inside] = [new Uint8Array(length).fill(7), new Uint8Array(length).fill(8)];
    queue.tryPut(transfer(alone));
    queue.tryPut(transfer({ pixels: inside }, [inside.buffer]));
    expect([moved(alone), moved(inside)]).toEqual([true, true]);
    expect(inOther(() => other.tryGet())).toEqual(new Uint8Array(length).fill(7));
    expect(inOther(() => other.tryGet())).toEqual({ pixels: new Uint8Array(length).fill(8) });
  });

  test('keeps it for as long as it waits, and if it gives up', async () => {
    const queue = new Queue<Uint8Array>({ maxsize: 1 });
    const other = sent(queue);
    queue.tryPut(new Uint8Array(1));
    const [late, waits, many] = [new Uint8Array(4), new Uint8Array(4), new Uint8Array(4)];
    await expect(queue.put(transfer(late), { timeout: 0 })).rejects.toThrow('timed out');
    const putting = queue.put(transfer(waits));
    expect(queue.tryPut(transfer(many))).toBe(false);
    expect([moved(late), moved(waits), moved(many)]).toEqual([false, false, false]);
    inOther(() => other.tryGet());
    queue.look();
    await putting;
    expect([moved(late), moved(waits), moved(many)]).toEqual([false, true, false]);
    inOther(() => other.tryGet());
    await queue.putMany([transfer(many)]);
    expect(moved(many)).toBe(true);
  });

  test('stays as it is in a queue of one thread, and moves when that is shared', () => {
    const queue = new Queue<Uint8Array>();
    const bytes = new Uint8Array(4);
    queue.tryPut(transfer(bytes));
    expect(moved(bytes)).toBe(false);
    const other = sent(queue);
    expect(moved(bytes)).toBe(true);
    expect(inOther(() => other.tryGet())).toEqual(new Uint8Array(4));
  });

  test('stays a copy where the runtime does not let go of its buffer, and wakes whoever waits', async () => {
    const queue = new Queue<Uint8Array>();
    const other = sent(queue);
    const bytes = new Uint8Array(3).fill(7);
    vi.spyOn(bytes.buffer, 'transfer').mockImplementation(() => {
      throw new TypeError('not detachable'); // as of a WebAssembly.Memory
    });
    enterBlocked(there, wordOf(queue, queueWords.getting));
    await queue.put(transfer(bytes));
    expect([moved(bytes), there.hasPermit]).toEqual([false, true]);
    expect(inOther(() => other.tryGet())).toEqual(new Uint8Array([7, 7, 7]));
  });

  test('is read once all the same', () => {
    const queue = new Queue<{ readonly pixels: Uint8Array }>();
    const other = sent(queue);
    const pixels = transfer(new Uint8Array(4));
    let reads = 0;
    queue.tryPut({
      get pixels() {
        reads++;
        return pixels;
      },
    });
    expect([reads, moved(pixels)]).toEqual([1, true]);
    expect(inOther(() => other.tryGet())).toEqual({ pixels: new Uint8Array(4) });
  });

  test('that was moved before is refused, and so is what no bytes are made of', () => {
    const queue = new Queue<object>();
    sent(queue);
    const bytes = transfer(new Uint8Array(4));
    queue.tryPut(bytes);
    expect(() => queue.tryPut(bytes)).toThrow('a detached ArrayBuffer');
    const { port1 } = new MessageChannel();
    expect(() => queue.tryPut(transfer({}, [port1]))).toThrow(
      'what is to move is no ArrayBuffer, and only those move through shared memory',
    );
    port1.close();
    expect(queue.size).toBe(1);
  });
});
