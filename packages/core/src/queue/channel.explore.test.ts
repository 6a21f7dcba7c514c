import { describe, expect, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { select } from '../coroutine/select.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine } from '../coroutine/task.ts';
import { ShutDownError, TimeoutError } from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { explore } from '../testing/explore.ts';
import { sleep } from '../time/sleep.ts';
import { Channel } from './channel.ts';

/** A channel, and the books on what was sent and received. */
class Books {
  readonly channel: Channel<number>;
  readonly sent: number[] = [];
  readonly got: number[] = [];

  constructor(capacity: number = 0) {
    this.channel = new Channel<number>({ capacity, name: 'books' });
  }

  *send(items: readonly number[]): Coroutine<void> {
    for (const item of items) {
      yield* this.channel.send(item);
      this.sent.push(item);
    }
  }

  *receive(count: number): Coroutine<void> {
    for (let i = 0; i < count; i++) this.got.push(yield* this.channel.receive());
  }

  /** Each item whose send has ended was received once, or is in the buffer; nobody is in line, and nothing is stuck. */
  check(): void {
    const { channel, sent, got } = this;
    const left: number[] = [];
    while (channel.size > 0) left.push(channel.tryReceive()!);
    if (sent.toSorted().join() !== [...got, ...left].toSorted().join()) {
      throw new Error(`sent ${sent.join()}, received ${got.join()}, left ${left.join()}`);
    }
    if (channel.closed) return;
    if (channel.tryReceive() !== undefined) throw new Error('somebody still sends');
    if (channel.capacity === 0 && channel.trySend(0)) throw new Error('somebody still receives');
  }
}

/** What a send or receive has come to. */
function* endOf(body: Coroutine<unknown> | Operation<unknown>): Coroutine<string> {
  try {
    yield* body;
    return 'done';
  } catch (error) {
    if (error instanceof TimeoutError) return 'late';
    if (error instanceof ShutDownError) return 'closed';
    throw error;
  }
}

describe('a channel, in every order of steps', { timeout: 120_000 }, () => {
  test.each([0, 1, 2])(
    "with %i places: each item to one, and each sender's in order",
    async (capacity) => {
      const result = await explore(function* () {
        const books = new Books(capacity);
        const tasks = [
          spawn(() => books.send([1, 2])),
          spawn(() => books.send([11, 12])),
          spawn(() => books.receive(4)),
        ];
        yield* joinAll(tasks, { raiseError: true });
        books.check();
        for (const base of [0, 10]) {
          const order = books.got.filter((item) => Math.floor(item / 10) * 10 === base);
          if (order.join() !== [base + 1, base + 2].join()) throw new Error(books.got.join());
        }
      });
      expect(result).toMatchObject({ complete: true });
    },
  );

  test('without a buffer a send has not ended before its item is received', async () => {
    const result = await explore(function* () {
      const books = new Books();
      const { channel } = books;
      let asked = 0;
      const sending = spawn(function* () {
        for (const item of [1, 2]) {
          yield* channel.send(item);
          if (asked < item) throw new Error(`${item} was sent, and ${asked} were asked for`);
        }
      });
      const receiving = spawn(function* () {
        for (; asked < 2;) {
          asked++;
          yield* channel.receive();
        }
      });
      yield* joinAll([sending, receiving], { raiseError: true });
    });
    expect(result).toMatchObject({ complete: true });
  });

  test('two who send and two who receive: each meets one', async () => {
    const result = await explore(function* () {
      const books = new Books();
      const senders = [1, 2].map((item) => spawn(() => books.send([item])));
      const receivers = [1, 2].map(() => spawn(() => books.receive(1)));
      yield* joinAll([...senders, ...receivers], { raiseError: true });
      books.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(result.schedules).toBeGreaterThan(20);
  });

  test('a sender and a receiver, both cancelled at any step: both have met, or neither', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const books = new Books();
      const sender = spawn(() => books.send([1]));
      const receiver = spawn(() => books.receive(1));
      const cancellers = [sender, receiver].map((task) => spawn(() => task.cancel()));
      yield* joinAll([sender, receiver, ...cancellers]);
      books.check();
      ends.add(`${sender.state} ${receiver.state}`);
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['done done', 'cancelled cancelled']));
  });

  test.each([0, 1])(
    'with %i places: a sender who is cancelled at any step holds nobody up',
    async (capacity) => {
      const ends = new Set<string>();
      const result = await explore(function* () {
        const books = new Books(capacity);
        const victim = spawn(() => books.send([1, 2]));
        const other = spawn(() => books.send([3]));
        const canceller = spawn(() => victim.cancel());
        const receiver = spawn(() => endOf(books.receive(3)));
        yield* joinAll([victim, canceller, other]);
        yield* other;
        books.channel.close();
        yield* receiver;
        books.check();
        ends.add(books.got.toSorted().join());
      });
      expect(result).toMatchObject({ complete: true });
      expect(ends).toEqual(new Set(['3', '1,3', '1,2,3']));
    },
  );

  test.each([
    [0, ['cancelled with 0', 'cancelled with 1', 'done with 2']],
    [1, ['cancelled with 0', 'done with 2']], // the second item is there as soon as the first
  ])(
    'with %i places: a receiver who is cancelled at any step takes no item with it',
    async (capacity, possible) => {
      const ends = new Set<string>();
      const result = await explore(function* () {
        const books = new Books(capacity);
        const sender = spawn(() => books.send([1, 2]));
        const victim = spawn(() => books.receive(2));
        const canceller = spawn(() => victim.cancel());
        yield* joinAll([victim, canceller]);
        ends.add(`${victim.state} with ${books.got.length}`);
        yield* books.receive(2 - books.got.length);
        yield* sender;
        books.check();
      });
      expect(result).toMatchObject({ complete: true });
      expect(ends).toEqual(new Set(possible));
    },
  );

  test.each([
    [4, 'done done'],
    [5, 'late late'],
    [6, 'late late'],
  ])('a send of 5 ms, and a receive of 1 ms after %i: %s', async (ms, end) => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const books = new Books();
      const sender = spawn(() => endOf(books.channel.send(1, { timeout: 5 })));
      const receiver = spawn(function* () {
        yield* sleep(ms);
        return yield* endOf(books.channel.receive({ timeout: 1 }));
      });
      ends.add(`${yield* sender} ${yield* receiver}`);
      books.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set([end]));
  });

  test('a sender and a receiver who give up by the same signal, at any step: as if cancelled', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const books = new Books();
      const abort = new AbortController();
      const { signal } = abort;
      const sender = spawn(() => endOf(books.channel.send(1, { signal })));
      const receiver = spawn(() => endOf(books.channel.receive({ signal })));
      const aborter = spawn(() => abort.abort(new TimeoutError('enough', 0)));
      yield* aborter;
      ends.add(`${yield* sender} ${yield* receiver}`);
      books.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['done done', 'late late']));
  });

  test('a sender who gives up when somebody asks: its item is received, or it is told so', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const books = new Books();
      const abort = new AbortController();
      const sender = spawn(() => endOf(books.channel.send(1, { signal: abort.signal })));
      const asking = spawn(() => books.channel.tryReceive());
      const aborter = spawn(() => abort.abort(new TimeoutError('enough', 0)));
      yield* aborter;
      ends.add(`${yield* sender} ${yield* asking}`);
      books.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['done 1', 'late undefined']));
  });

  test.each([0, 1])('with %i places, closed at any step: sent is received', async (capacity) => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const books = new Books(capacity);
      const sender = spawn(() => endOf(books.send([1, 2])));
      const receiver = spawn(() => books.channel.forEach((item) => void books.got.push(item)));
      const closer = spawn(() => books.channel.close());
      yield* closer;
      yield* receiver;
      ends.add(`${yield* sender} with ${books.sent.length}`);
      books.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['done with 2', 'closed with 0', 'closed with 1']));
  });

  test('a trySend sends exactly if a receiver waits', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const books = new Books();
      const { channel } = books;
      let isWaiting = false;
      const receiver = spawn(function* () {
        isWaiting = true;
        yield* books.receive(1);
      });
      const trying = spawn(() => {
        const isSent = channel.trySend(1);
        if (isSent !== isWaiting) throw new Error(`sent: ${isSent}, somebody waits: ${isWaiting}`);
        if (isSent) books.sent.push(1);
        return isSent;
      });
      const isSent = yield* trying;
      ends.add(String(isSent));
      if (!isSent) yield* books.send([2]);
      yield* receiver;
      books.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['true', 'false']));
  });
});

describe('selects over channels, in every order of steps', { timeout: 120_000 }, () => {
  test('two that send to each other and receive from each other on one channel: one each way', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const channel = new Channel<string>();
      const tasks = ['ping', 'pong'].map((item) =>
        spawn(function* () {
          const { key, value } = yield* select({ sent: channel.sending(item), got: channel });
          return key === 'got' ? value : 'sent';
        }),
      );
      ends.add(`${yield* tasks[0]!}, ${yield* tasks[1]!}`);
      if (channel.tryReceive() !== undefined || channel.trySend('')) throw new Error('one is left');
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['sent, ping', 'pong, sent']));
  });

  test('the same crosswise over two channels, one of them cancelled at any step', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const [x, y] = [new Books(), new Books()];
      const task = (out: Books, back: Books, item: number) =>
        spawn(function* () {
          const chosen = yield* select({ sent: out.channel.sending(item), got: back.channel });
          if (chosen.key === 'got') back.got.push(chosen.value);
          else out.sent.push(item);
          return chosen.key;
        });
      const [first, second] = [task(x, y, 1), task(y, x, 2)];
      const canceller = spawn(() => first.cancel());
      yield* joinAll([first, canceller]);
      if (first.state === 'cancelled') second.cancel();
      yield* joinAll([second]);
      ends.add(`${first.state} ${second.state}: ${[...x.sent, ...y.sent].join()}`);
      x.check();
      y.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['done done: 1', 'done done: 2', 'cancelled cancelled: ']));
  });

  test('three that go both ways, and one that only sends: nobody is left who could have met', async () => {
    const result = await explore(
      function* () {
        const books = new Books();
        const { channel } = books;
        const both = [1, 2, 3].map((item) =>
          spawn(function* () {
            const chosen = yield* select({ sent: channel.sending(item), got: channel });
            if (chosen.key === 'got') books.got.push(chosen.value);
            else books.sent.push(item);
          }),
        );
        const sender = spawn(() => books.send([4]));
        yield* joinAll([...both, sender], { raiseError: true });
        books.check();
        if (books.got.length !== 2) throw new Error(`${books.got.length} have met`);
      },
      { preemptions: 3 },
    );
    expect(result).toMatchObject({ complete: true });
  });

  test('a select over two channels receives from one; the other sender still waits', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const [a, b] = [new Books(), new Books()];
      const senders = [spawn(() => a.send([1])), spawn(() => b.send([2]))];
      const { key, value } = yield* select({ a: a.channel, b: b.channel });
      const [chosen, left] = key === 'a' ? [a, b] : [b, a];
      chosen.got.push(value);
      yield* left.receive(1);
      yield* joinAll(senders, { raiseError: true });
      for (const books of [a, b]) books.check();
      ends.add(key);
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['a', 'b']));
  });
});
