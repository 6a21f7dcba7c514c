import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine, Task } from '../coroutine/task.ts';
import { CancelledError, InvalidArgumentError, ShutDownError } from '../errors.ts';
import { sleep } from '../time/sleep.ts';
import { Queue } from './queue.ts';

const turn = (): Task<void> => spawn(() => {});

function filled(...items: number[]): Queue<number> {
  const queue = new Queue<number>({ maxsize: 2, name: 'jobs' });
  for (const item of items) queue.tryPut(item);
  return queue;
}

describe('after shutdown', () => {
  test('nothing can be put, in any form', async () => {
    const queue = filled();
    queue.shutdown();
    const message = 'cannot put into queue "jobs": it was shut down';
    await expect(queue.put(1)).rejects.toThrow(ShutDownError);
    await expect(queue.put(1, { timeout: 5 })).rejects.toThrow(message);
    expect(() => queue.tryPut(1)).toThrow(message);
    expect([queue.closed, queue.size]).toEqual([true, 0]);
  });

  test('what is left can be got, and then every get fails', async () => {
    const queue = filled(1, 2);
    queue.shutdown();
    expect([await queue.get(), queue.tryGet()]).toEqual([1, 2]);
    await expect(queue.get()).rejects.toThrow(ShutDownError);
    await expect(queue.get()).rejects.toThrow('cannot get from queue "jobs": it was shut down');
    expect(() => queue.tryGet()).toThrow(ShutDownError);
  });

  test('those who wait are told: gets of an empty queue and puts into a full one', async () => {
    const [empty, full] = [filled(), filled(1, 2)];
    const waits = [empty.get(), empty.get(), full.put(3), full.put(4)];
    empty.shutdown();
    full.shutdown();
    await Promise.all(waits.map((wait) => expect(wait).rejects.toThrow(ShutDownError)));
    expect(full.size).toBe(2);
  });

  test('a coroutine that waits is told, and its finally runs', async () => {
    const queue = filled();
    let ended = false;
    const task = spawn(function* () {
      try {
        yield* queue.get();
      } finally {
        ended = true;
      }
    });
    await turn();
    queue.shutdown();
    await expect(task).rejects.toThrow(ShutDownError);
    expect(ended).toBe(true);
  });

  test('join still waits for what is left and for what is being worked off', async () => {
    const queue = filled(1, 2);
    queue.tryGet();
    const join = queue.join();
    queue.shutdown();
    queue.taskDone();
    expect(join._settled).toBe(false);
    queue.tryGet();
    queue.taskDone();
    await join;
  });

  test('a second call changes nothing, and one with immediate still empties it', async () => {
    const queue = filled(1, 2);
    queue.shutdown();
    queue.shutdown();
    expect(queue.size).toBe(2);
    queue.shutdown({ immediate: true });
    queue.shutdown({ immediate: false });
    expect(queue.size).toBe(0);
    await expect(queue.get()).rejects.toThrow(ShutDownError);
  });
});

describe('shutdown({ immediate: true })', () => {
  test('throws away what is left and counts it as done, so that joins end', async () => {
    const queue = filled(1, 2);
    const join = queue.join();
    queue.shutdown({ immediate: true });
    await join;
    expect(queue.empty).toBe(true);
    await expect(queue.get()).rejects.toThrow(ShutDownError);
    await expect(queue.put(3)).rejects.toThrow(ShutDownError);
  });

  test('leaves what is being worked off to be done', async () => {
    const queue = filled(1, 2);
    queue.tryGet();
    const join = queue.join();
    queue.shutdown({ immediate: true });
    expect(join._settled).toBe(false);
    queue.taskDone();
    await join;
  });
});

test.each([[true], [5], [null], [{ immediate: 'yes' }]])(
  'shutdown(%o) is refused, and the queue goes on',
  (options) => {
    const queue = filled(1);
    expect(() => queue.shutdown(options as never)).toThrow(InvalidArgumentError);
    expect(() => queue.shutdown(options as never)).toThrow(/^shutdown of queue "jobs": /);
    expect([queue.closed, queue.size]).toEqual([false, 1]);
  },
);

describe('forEach', () => {
  test('calls its body with each item, and ends at shutdown when the queue is empty', async () => {
    const queue = filled(1, 2);
    const items: number[] = [];
    const reading = spawn(function* () {
      yield* queue.forEach((item) => void items.push(item));
      return 'ended';
    });
    while (items.length < 2) await turn();
    queue.tryPut(3);
    queue.tryPut(4);
    queue.shutdown();
    expect(await reading).toBe('ended');
    expect(items).toEqual([1, 2, 3, 4]);
  });

  test('runs a generator function as a part of the caller', async () => {
    const queue = filled(1, 2);
    queue.shutdown();
    const log: string[] = [];
    await spawn(() =>
      queue.forEach(function* (item) {
        log.push(`${item} begins`);
        yield* sleep(0);
        log.push(`${item} ends`);
      }),
    );
    expect(log).toEqual(['1 begins', '1 ends', '2 begins', '2 ends']);
  });

  test('stops with the error of its body, a ShutDownError of another queue too', async () => {
    const other = filled();
    other.shutdown();
    const fail = function* (): Coroutine<void> {
      yield* other.get();
    };
    const queue = filled(1, 2);
    await expect(spawn(() => queue.forEach(fail))).rejects.toThrow(ShutDownError);
    expect(queue.size).toBe(1);
  });

  test('is left by a cancellation, and takes no item more', async () => {
    const queue = filled();
    const reading = spawn(() => queue.forEach(() => {}));
    await turn();
    reading.cancel();
    queue.tryPut(1);
    await expect(reading).rejects.toThrow(CancelledError);
    expect(queue.size).toBe(1);
  });

  test.each([
    ['a number', () => 5],
    ['an array', () => [1]],
    ['nothing', () => undefined],
  ])('does not mind that its body returns %s', async (_, body) => {
    const queue = filled(1, 2);
    queue.shutdown();
    await expect(spawn(() => queue.forEach(body as never))).resolves.toBeUndefined();
  });

  test('refuses an async body: it would not wait for it', async () => {
    const queue = filled(1, 2);
    queue.shutdown();
    const reading = spawn(() => queue.forEach((async () => {}) as never));
    await expect(reading).rejects.toThrow(InvalidArgumentError);
    await expect(reading).rejects.toThrow(
      'forEach of queue "jobs": the body is an async function; use for await, or a generator function',
    );
  });

  test.each([[undefined], [5], [null]])(
    'refuses %o for a body, and takes nothing',
    async (body) => {
      const queue = filled(1);
      const reading = spawn(() => queue.forEach(body as never));
      await expect(reading).rejects.toThrow(InvalidArgumentError);
      await expect(reading).rejects.toThrow(/^forEach of queue "jobs": needs a function, got /);
      expect(queue.size).toBe(1);
    },
  );
});

describe('for await', () => {
  test('gives each item, and ends at shutdown when the queue is empty', async () => {
    const queue = filled(1, 2);
    const items: number[] = [];
    const reading = (async () => {
      for await (const item of queue) items.push(item);
    })();
    await queue.put(3);
    queue.shutdown();
    await reading;
    expect(items).toEqual([1, 2, 3]);
  });

  test('may be left, and what is left stays in the queue', async () => {
    const queue = filled(1, 2);
    for await (const item of queue) {
      expect(item).toBe(1);
      break;
    }
    expect(queue.size).toBe(1);
  });

  test('of several consumers gives each item to one of them', async () => {
    const queue = new Queue<number>({ maxsize: 3 });
    const items: number[] = [];
    const consumers = [1, 2, 3].map(async () => {
      for await (const item of queue) items.push(item);
    });
    for (let i = 0; i < 100; i++) await queue.put(i);
    queue.shutdown();
    await Promise.all(consumers);
    expect(items.toSorted((a, b) => a - b)).toEqual([...Array(100).keys()]);
  });
});
