import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { NotSupportedError, ShutDownError } from '../errors.ts';
import { Queue } from './queue.ts';

class Planned extends Error {}

/** Gives all tasks and promises their turns until none of them can go on. */
async function settle(): Promise<void> {
  for (let round = 0; round < 4; round++) {
    await spawn(function* () {
      for (let turn = 0; turn < 50; turn++) yield* yieldNow();
    });
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

function filled(...items: number[]): Queue<number> {
  const queue = new Queue<number>({ name: 'numbers' });
  for (const item of items) queue.tryPut(item);
  return queue;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const got: T[] = [];
  for await (const item of items) got.push(item);
  return got;
}

/** A stream of these items, and then of its end or a failure. */
function streamOf<T>(items: readonly T[], failure?: Error): ReadableStream<T> {
  const left = [...items];
  return new ReadableStream<T>({
    pull(controller) {
      if (left.length > 0) controller.enqueue(left.shift()!);
      else if (failure === undefined) controller.close();
      else controller.error(failure);
    },
  });
}

describe('readable', () => {
  test('gives the items in order, and ends when the queue is shut down and empty', async () => {
    const queue = filled(1, 2, 3);
    queue.shutdown();
    const got: number[] = [];
    for await (const item of queue.readable) got.push(item);
    expect(got).toEqual([1, 2, 3]);
  });

  test('is always the same', () => {
    const queue = filled();
    expect(queue.readable).toBe(queue.readable);
    expect(queue.writable).toBe(queue.writable);
  });

  test('takes nothing before it is asked for, and then one item', async () => {
    const queue = filled(1, 2, 3);
    const reader = queue.readable.getReader();
    await settle();
    expect(queue.size).toBe(3);
    expect(await reader.read()).toEqual({ done: false, value: 1 });
    await settle();
    expect(queue.size).toBe(2);
  });

  test('a read waits for an item; undefined is one', async () => {
    const queue = new Queue<number | undefined>();
    const reader = queue.readable.getReader();
    const reading = reader.read();
    await settle();
    await queue.put(undefined);
    expect(await reading).toEqual({ done: false, value: undefined });
  });

  test('a read that waits ends when the queue is shut down', async () => {
    const queue = filled();
    const reader = queue.readable.getReader();
    const reading = reader.read();
    await settle();
    queue.shutdown();
    expect(await reading).toEqual({ done: true, value: undefined });
    await reader.closed;
  });

  test('cancelled while it waits, it takes no item any more', async () => {
    const queue = filled();
    const reader = queue.readable.getReader();
    const reading = reader.read();
    await settle();
    await reader.cancel();
    expect(await reading).toEqual({ done: true, value: undefined });
    queue.tryPut(1);
    await settle();
    expect(queue.size).toBe(1);
    expect(await queue.get()).toBe(1);
  });

  test('an item that is put right before the cancellation goes to the read that waits for it', async () => {
    const queue = filled();
    const reader = queue.readable.getReader();
    const reading = reader.read();
    await settle();
    queue.tryPut(1);
    void reader.cancel();
    expect(await reading).toEqual({ done: false, value: 1 });
  });

  test('a loop that is left leaves the rest in the queue', async () => {
    const queue = filled(1, 2, 3);
    for await (const item of queue.readable) if (item === 1) break;
    await settle();
    expect([queue.size, queue.tryGet(), queue.tryGet()]).toEqual([2, 2, 3]);
  });

  test('a coroutine that asks for a read and ends takes nothing with it', async () => {
    const queue = filled();
    const reader = queue.readable.getReader();
    let reading: Promise<unknown> | undefined;
    await spawn(function* () {
      reading = reader.read();
      yield* yieldNow();
    });
    await queue.put(1);
    expect(await reading).toEqual({ done: false, value: 1 });
  });

  test('is the body of a response', async () => {
    const queue = new Queue<Uint8Array<ArrayBuffer>>();
    const encoder = new TextEncoder();
    for (const word of ['warp ', 'and ', 'weft']) queue.tryPut(encoder.encode(word));
    queue.shutdown();
    expect(await new Response(queue.readable).text()).toBe('warp and weft');
  });
});

describe('writable', () => {
  test('puts what is written, and shuts the queue down when it is closed', async () => {
    const queue = filled();
    await streamOf([1, 2, 3]).pipeTo(queue.writable);
    expect(await all(queue)).toEqual([1, 2, 3]);
    await expect(queue.put(4)).rejects.toThrow(ShutDownError);
  });

  test('a write waits until there is room', async () => {
    const queue = new Queue<number>({ maxsize: 1 });
    const writer = queue.writable.getWriter();
    const written: number[] = [];
    for (const item of [1, 2, 3]) void writer.write(item).then(() => written.push(item));
    await settle();
    expect(written).toEqual([1]);
    expect(writer.desiredSize).toBeLessThanOrEqual(0);
    expect(await queue.get()).toBe(1);
    await settle();
    expect(written).toEqual([1, 2]);
    expect([await queue.get(), await queue.get()]).toEqual([2, 3]);
    await writer.ready;
  });

  test('a source is asked for no more than there is room for', async () => {
    const queue = new Queue<number>({ maxsize: 2 });
    let asked = 0;
    const source = new ReadableStream<number>(
      { pull: (controller) => controller.enqueue(++asked) },
      { highWaterMark: 0 },
    );
    const stop = new AbortController();
    const piping = source.pipeTo(queue.writable, { signal: stop.signal });
    await settle();
    expect([queue.size, asked]).toEqual([2, 3]); // one waits for room
    stop.abort(new Planned('enough'));
    await queue.get(); // a pipe first writes what it has read
    await expect(piping).rejects.toThrow(Planned);
    expect(queue.closed).toBe(true);
  });

  test('aborted while a write waits, it puts nothing more and shuts the queue down at once', async () => {
    const queue = new Queue<number>({ maxsize: 1 });
    const writer = queue.writable.getWriter();
    await writer.write(1);
    const waiting = writer.write(2);
    waiting.catch(() => {});
    await settle();
    await writer.abort(new Planned('no more'));
    await expect(waiting).rejects.toThrow(Planned);
    expect([queue.size, queue.closed]).toEqual([0, true]);
  });

  test('a write into a queue that was shut down fails as put does', async () => {
    const queue = filled();
    const writer = queue.writable.getWriter();
    writer.closed.catch(() => {});
    queue.shutdown();
    await expect(writer.write(1)).rejects.toThrow(
      new ShutDownError('cannot put into queue "numbers": it was shut down'),
    );
  });
});

describe('a queue between two streams', () => {
  test('is what pipeThrough takes', async () => {
    const queue = new Queue<number>({ maxsize: 2 });
    const out = streamOf([1, 2, 3, 4, 5]).pipeThrough(queue);
    expect(await all(out)).toEqual([1, 2, 3, 4, 5]);
  });

  test.each(['before', 'after'])(
    'hands an error on to a readable that was made %s it',
    async (when) => {
      const queue = new Queue<number>({ maxsize: 2 });
      const reader = when === 'before' ? queue.readable.getReader() : undefined;
      const reading = reader?.read();
      reading?.catch(() => {});
      await queue.writable.abort(new Planned('the source broke'));
      await expect(reading ?? queue.readable.getReader().read()).rejects.toThrow(Planned);
    },
  );

  test('a source that fails fails the other end', async () => {
    const queue = new Queue<number>();
    const broken = streamOf([1], new Planned('the source broke'));
    const out = broken.pipeThrough(queue);
    await expect(all(out)).rejects.toThrow(Planned);
  });
});

test.each(['readable', 'writable'] as const)(
  '%s where the runtime has no streams says so',
  (property) => {
    const name = property === 'readable' ? 'ReadableStream' : 'WritableStream';
    const original = globalThis[name];
    Reflect.deleteProperty(globalThis, name);
    try {
      const queue = new Queue<number>({ name: 'numbers' });
      expect(() => queue[property]).toThrow(NotSupportedError);
      expect(() => queue[property]).toThrow(
        `${property} of queue "numbers": this runtime has no ${name}`,
      );
    } finally {
      Reflect.set(globalThis, name, original);
    }
  },
);
