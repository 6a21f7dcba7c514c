import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine } from '../coroutine/task.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import {
  CancelledError,
  DeadlockError,
  InvalidArgumentError,
  ShutDownError,
  TimeoutError,
} from '../errors.ts';
import { installPlatform, platform } from '../realm.ts';
import { addObserver } from '../wait/observe.ts';
import { Channel } from './channel.ts';

// As a runtime whose threads may block.
installPlatform({ ...platform(), name: 'test', missing: {} });

/** Lets every task run until it waits. */
async function othersRan(): Promise<void> {
  await spawn(function* () {
    for (let turn = 0; turn < 5; turn++) yield* yieldNow();
  });
}

/** A channel that messages call "x", with items that nobody has received. */
function buffered(capacity: number, ...items: string[]): Channel<string> {
  const channel = new Channel<string>({ capacity, name: 'x' });
  for (const item of items) channel.trySend(item);
  return channel;
}

describe('without a buffer', () => {
  test('a send ends when its item is received, and not before', async () => {
    const channel = new Channel<string>();
    const order: string[] = [];
    const sending = spawn(function* () {
      for (const item of ['a', 'b']) {
        yield* channel.send(item);
        order.push(`sent ${item}`);
      }
    });
    await othersRan();
    expect(order).toEqual([]);
    expect(await channel.receive()).toBe('a');
    await othersRan();
    expect(order).toEqual(['sent a']);
    expect(await channel.receive()).toBe('b');
    await sending;
    expect(order).toEqual(['sent a', 'sent b']);
  });

  test('senders and receivers are served in the order in which they came', async () => {
    const channel = new Channel<number>();
    const early = [1, 2, 3].map((item) => channel.send(item));
    expect([await channel.receive(), channel.tryReceive(), channel.receiveSync()]).toEqual([
      1, 2, 3,
    ]);
    await Promise.all(early);
    const waiting = [channel.receive(), channel.receive(), channel.receive()];
    await channel.send(4);
    expect(channel.trySend(5)).toBe(true);
    channel.sendSync(6);
    expect(await Promise.all(waiting)).toEqual([4, 5, 6]);
  });

  test('it is the very object that was sent, and undefined is an item like any other', async () => {
    const channel = new Channel<object | undefined>();
    const item = {};
    void channel.send(item);
    void channel.send(undefined);
    expect(await channel.receive()).toBe(item);
    expect(await channel.receive()).toBeUndefined();
    expect(channel.trySend(undefined)).toBe(false);
  });

  test('trySend sends only to one who waits, tryReceive takes only from one who waits', async () => {
    const channel = new Channel<string>();
    expect(channel.trySend('nobody')).toBe(false);
    expect(channel.tryReceive()).toBeUndefined();
    const receiving = channel.receive();
    expect(channel.trySend('a')).toBe(true);
    expect(channel.trySend('b')).toBe(false);
    expect(await receiving).toBe('a');
    const sending = channel.send('c');
    expect(channel.tryReceive()).toBe('c');
    expect(channel.tryReceive()).toBeUndefined();
    await sending;
  });

  test('nothing is ever in it', async () => {
    const channel = new Channel<string>();
    expect([channel.capacity, channel.size, channel.shared, channel.closed]).toEqual([
      0,
      0,
      false,
      false,
    ]);
    const sending = channel.send('a');
    expect(channel.size).toBe(0);
    expect(await channel.receive()).toBe('a');
    await sending;
    const receiving = channel.receive();
    expect([channel.trySend('b'), channel.size]).toEqual([true, 0]);
    expect(await receiving).toBe('b');
  });

  test('an item that went across was put and got, whoever came first', async () => {
    const channel = new Channel<number>();
    const seen: string[] = [];
    const stop = addObserver((what, subject) => subject === channel && seen.push(what));
    try {
      const receiving = channel.receive();
      expect(seen.splice(0)).toEqual([]);
      await channel.send(1);
      expect(seen.splice(0)).toEqual(['put', 'got']);
      await receiving;
      const sending = channel.send(2);
      expect(seen.splice(0)).toEqual([]);
      await channel.receive();
      await sending;
      expect(seen).toEqual(['put', 'got']);
    } finally {
      stop();
    }
  });
});

describe('with a buffer', () => {
  test('a send waits only while it is full; items come out in order', async () => {
    const channel = new Channel<number>({ capacity: 2 });
    await channel.send(1);
    await channel.send(2);
    expect([channel.capacity, channel.size, channel.trySend(0)]).toEqual([2, 2, false]);
    let isSent = false;
    const third = spawn(function* () {
      yield* channel.send(3);
      isSent = true;
    });
    await othersRan();
    expect(isSent).toBe(false);
    expect(await channel.receive()).toBe(1);
    await third;
    expect([channel.size, channel.tryReceive(), channel.tryReceive()]).toEqual([2, 2, 3]);
  });

  test('trySend does not overtake who waits for room', async () => {
    const channel = buffered(1, 'a');
    const waiting = channel.send('b');
    expect(channel.trySend('c')).toBe(false);
    expect([channel.tryReceive(), channel.trySend('c')]).toEqual(['a', false]);
    await waiting;
    expect([channel.tryReceive(), channel.trySend('c'), channel.tryReceive()]).toEqual([
      'b',
      true,
      'c',
    ]);
  });
});

describe('close', () => {
  test('what is in the buffer can still be received, then every receive fails', async () => {
    const channel = buffered(2, 'a', 'b');
    channel.close();
    expect([channel.closed, channel.size]).toEqual([true, 2]);
    expect([await channel.receive(), channel.tryReceive()]).toEqual(['a', 'b']);
    const says = 'cannot receive from channel "x": it was closed';
    await expect(channel.receive()).rejects.toThrow(new ShutDownError(says));
    expect(() => channel.tryReceive()).toThrow(new ShutDownError(says));
    expect(() => channel.receiveSync()).toThrow(
      new ShutDownError('cannot receive from channel "x": it was closed'),
    );
  });

  test.each([0, 1])(
    'with %i places: later sends fail, whatever way, and change nothing',
    async (capacity) => {
      const channel = buffered(capacity);
      channel.close();
      const refusal = new ShutDownError('cannot send on channel "x": it was closed');
      await expect(channel.send('a')).rejects.toThrow(refusal);
      await expect(channel.send('a', { timeout: 5 })).rejects.toThrow(refusal);
      expect(() => channel.trySend('a')).toThrow(refusal);
      expect(() => channel.sendSync('a')).toThrow(refusal);
      expect(channel.size).toBe(0);
    },
  );

  test.each([
    [0, []],
    [1, ['kept']],
  ])('with %i places: senders who wait fail, and their items are gone', async (capacity, items) => {
    const channel = buffered(capacity, ...items);
    const sending = [channel.send('a'), channel.send('b', { timeout: 60_000 })];
    channel.close();
    const refusal = new ShutDownError('cannot send on channel "x": it was closed');
    await Promise.all(sending.map((one) => expect(one).rejects.toThrow(refusal)));
    const left: string[] = [];
    for await (const item of channel) left.push(item);
    expect(left).toEqual(items);
  });

  test.each([0, 1])('with %i places: receivers who wait fail', async (capacity) => {
    const channel = buffered(capacity);
    const receiving = [channel.receive(), channel.receive()];
    channel.close();
    const refusal = new ShutDownError('cannot receive from channel "x": it was closed');
    await Promise.all(receiving.map((one) => expect(one).rejects.toThrow(refusal)));
  });

  test('twice is an error, and leaves it as it was', async () => {
    const channel = buffered(1, 'a');
    channel.close();
    expect(() => channel.close()).toThrow(
      new ShutDownError(
        'cannot close channel "x": it was closed before; let one task close it, after the last send',
      ),
    );
    expect([channel.closed, channel.size, await channel.receive()]).toEqual([true, 1, 'a']);
    await expect(channel.receive()).rejects.toThrow(ShutDownError);
  });
});

describe.each([0, 2])('all items of a channel with %i places', (capacity) => {
  function* send(channel: Channel<number>): Coroutine<void> {
    for (const item of [1, 2, 3]) yield* channel.send(item);
    channel.close();
  }

  test('for await ends when it is closed and empty', async () => {
    const channel = new Channel<number>({ capacity });
    const sending = spawn(send, channel);
    const got: number[] = [];
    for await (const item of channel) got.push(item);
    expect(got).toEqual([1, 2, 3]);
    await sending;
  });

  test('forEach ends then too; a generator function runs as part of the caller', async () => {
    const channel = new Channel<number>({ capacity });
    const sending = spawn(send, channel);
    const got: number[] = [];
    await spawn(function* () {
      yield* channel.forEach(function* (item) {
        yield* yieldNow();
        got.push(item);
      });
    });
    expect(got).toEqual([1, 2, 3]);
    await sending;
  });

  test('who leaves a for await takes no further item', async () => {
    const channel = new Channel<number>({ capacity });
    const sending = spawn(send, channel);
    for await (const item of channel) {
      expect(item).toBe(1);
      break;
    }
    expect([await channel.receive(), await channel.receive()]).toEqual([2, 3]);
    await sending;
  });

  test('forEach passes on what its body throws, and takes no further item', async () => {
    const channel = new Channel<number>({ capacity });
    const sending = spawn(send, channel);
    const failing = spawn(function* () {
      yield* channel.forEach((item) => {
        throw new RangeError(`item ${item}`);
      });
    });
    await expect(failing).rejects.toThrow(new RangeError('item 1'));
    expect(await channel.receive()).toBe(2);
    expect(await channel.receive()).toBe(3);
    await sending;
  });
});

describe('a wait that is given up', () => {
  test('by its time: the sender’s item is gone, the receiver takes nothing', async () => {
    const channel = buffered(0);
    await expect(channel.send('a', { timeout: 1 })).rejects.toThrow(
      new TimeoutError('send on channel "x" timed out after 1 ms: nobody is at its other end', 1),
    );
    await expect(channel.receive({ timeout: 1 })).rejects.toThrow(
      new TimeoutError(
        'receive from channel "x" timed out after 1 ms: nobody is at its other end',
        1,
      ),
    );
    expect([channel.tryReceive(), channel.trySend('b')]).toEqual([undefined, false]);
  });

  test('by its time, of a channel with a buffer, tells how full it is', async () => {
    await expect(buffered(1, 'a').send('b', { timeout: 0 })).rejects.toThrow(
      'send on channel "x" timed out after 0 ms: it holds 1 of 1 items',
    );
  });

  test('by a signal: whoever is next in line is served', async () => {
    const channel = new Channel<string>();
    const abort = new AbortController();
    const [first, second] = [channel.receive({ signal: abort.signal }), channel.receive()];
    abort.abort(new RangeError('enough'));
    await expect(first).rejects.toThrow('enough');
    expect(channel.trySend('a')).toBe(true);
    expect(await second).toBe('a');

    const again = new AbortController();
    const [third, fourth] = [channel.send('b', { signal: again.signal }), channel.send('c')];
    again.abort(new RangeError('enough'));
    await expect(third).rejects.toThrow('enough');
    expect(channel.tryReceive()).toBe('c');
    await fourth;
  });

  test('by a cancellation: the same', async () => {
    const channel = new Channel<string>();
    const receiver = spawn(() => channel.receive());
    await othersRan();
    receiver.cancel();
    await expect(receiver).rejects.toThrow(CancelledError);
    expect(channel.trySend('a')).toBe(false);
    const sender = spawn(() => channel.send('b'));
    await othersRan();
    sender.cancel();
    await expect(sender).rejects.toThrow(CancelledError);
    expect(channel.tryReceive()).toBeUndefined();
  });

  test('with a time of 0 asks once', async () => {
    const channel = new Channel<string>();
    await expect(channel.receive({ timeout: 0 })).rejects.toThrow(TimeoutError);
    const sending = channel.send('a');
    expect(await channel.receive({ timeout: 0 })).toBe('a');
    await sending;
    const receiving = channel.receive();
    await channel.send('b', { timeout: 0 });
    expect(await receiving).toBe('b');
  });
});

describe('a blocking call', () => {
  test('is served by a task of its own thread that waits already', async () => {
    const channel = new Channel<string>();
    const sending = channel.send('a');
    expect(channel.receiveSync()).toBe('a');
    await sending;
    const receiving = channel.receive();
    expect(channel.sendSync('b')).toBeUndefined();
    expect(await receiving).toBe('b');
  });

  test.each([
    ['sendSync on', () => buffered(0).sendSync('a')],
    ['sendSync on', () => buffered(1, 'a').sendSync('b')],
    ['receiveSync from', () => void buffered(0).receiveSync()],
    ['receiveSync from', () => void buffered(1).receiveSync()],
  ])('%s a channel at which nobody is: DeadlockError', (_, block) => {
    expect(block).toThrow(DeadlockError);
    expect(block).toThrow('main holds the turn of its thread and waits for channel "x"');
  });

  test('throws TimeoutError where it has a limit, and leaves nothing', () => {
    const channel = buffered(0);
    expect(() => channel.sendSync('a', { timeout: 0 })).toThrow(
      new TimeoutError(
        'sendSync on channel "x" timed out after 0 ms: nobody is at its other end',
        0,
      ),
    );
    expect(() => channel.receiveSync({ timeout: 0 })).toThrow(TimeoutError);
    expect([channel.tryReceive(), channel.trySend('b')]).toEqual([undefined, false]);
  });
});

describe('bad input', () => {
  test.each<[string, () => unknown, string]>([
    ['options', () => new Channel(5 as never), 'new Channel: options must be an object, got 5'],
    [
      'a negative capacity',
      () => new Channel({ capacity: -1 }),
      'new Channel: capacity must be a whole number from 0 (no buffer) up, got -1',
    ],
    [
      'an endless capacity',
      () => new Channel({ capacity: Infinity }),
      'new Channel: capacity must be a whole number from 0 (no buffer) up, got Infinity',
    ],
    [
      'a capacity in words',
      () => new Channel({ capacity: 'ten' as never }),
      'new Channel: capacity must be a whole number from 0 (no buffer) up, got "ten"',
    ],
    [
      'a name',
      () => new Channel({ name: 5 as never }),
      'new Channel: name must be a string, got 5',
    ],
    [
      'a time',
      () => buffered(0).send('a', { timeout: -1 }),
      'send on channel "x": timeout must be a number of milliseconds from 0 up, got -1',
    ],
    [
      'a signal',
      () => buffered(0).receive({ signal: 5 as never }),
      'receive from channel "x": signal must be an AbortSignal, got 5',
    ],
    [
      'a body that is none',
      () => buffered(0).forEach(5 as never),
      'forEach of channel "x": needs a function, got 5',
    ],
  ])('%s is refused', (_, action, says) => {
    expect(action).toThrow(InvalidArgumentError);
    expect(action).toThrow(says);
  });

  test('an async body of forEach is refused with what to do', async () => {
    const channel = buffered(1, 'a');
    await expect(spawn(() => channel.forEach((async () => {}) as never))).rejects.toThrow(
      'forEach of channel "x": the body is an async function; use for await, or a generator function',
    );
  });

  test('a copy would be dead: JSON and structured clone refuse', () => {
    expect(() => JSON.stringify({ channel: new Channel() })).toThrow();
    expect(() => structuredClone(new Channel())).toThrow();
  });

  test('a channel without a name has a number of its own', async () => {
    const [first, second] = [new Channel(), new Channel()];
    const says = [first.describe(), second.describe()];
    expect(says[0]).toMatch(/^channel#\d+$/);
    expect(says[1]).toMatch(/^channel#\d+$/);
    expect(says[0]).not.toBe(says[1]);
  });
});
