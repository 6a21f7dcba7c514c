import {
  BlockingNotAllowedError,
  CannotSendError,
  CancelledError,
  InvalidArgumentError,
  InvalidStateError,
  Lock,
  select,
  sleep,
  spawn,
  TimeoutError,
} from '@heddle/core';
import { describe, expect, test } from 'vitest';
import { BrokenPipeError, EndOfFileError } from './errors.ts';
import { Pipe } from './pipe.ts';

describe('a pipe within one process', () => {
  test('170: both ends send and receive, in order, copies', async () => {
    const [a, b] = Pipe<unknown>();
    const sent = { list: [1, new Map([['key', 2n]])] };
    a.send(sent);
    a.send('second');
    b.send(3);
    const got = await b.recv();
    expect(got).toEqual(sent);
    expect(got).not.toBe(sent);
    expect(await b.recv()).toBe('second');
    expect(await a.recv()).toBe(3);
    expect([a.readable, a.writable, a.closed]).toEqual([true, true, false]);
  });

  test('170: with duplex: false the first receives only, the second sends only', async () => {
    const [receiving, sending] = Pipe<number>({ duplex: false, name: 'way' });
    sending.send(1);
    expect(await receiving.recv()).toBe(1);
    expect(() => receiving.send(2)).toThrow(InvalidStateError);
    expect(() => receiving.send(2)).toThrow(
      'cannot send on connection "way-a": it only receives, since the pipe is not duplex',
    );
    for (const wrong of [
      () => sending.recv(),
      () => sending.recvSync(),
      () => sending.poll(),
      () => select({ wrong: sending }),
    ]) {
      expect(wrong).toThrow(InvalidStateError);
      expect(wrong).toThrow('connection "way-b": it only sends');
    }
    sending.close();
    await expect(receiving.recv()).rejects.toThrow(EndOfFileError);
  });

  test('171: the end of file comes once the other end is closed and drained', async () => {
    const [a, b] = Pipe<number>({ name: 'p' });
    a.send(1);
    a.send(2);
    a.close();
    a.close();
    expect([await b.recv(), await b.recv()]).toEqual([1, 2]);
    for (let n = 0; n < 2; n++) {
      await expect(b.recv()).rejects.toThrow(EndOfFileError);
      await expect(b.recv()).rejects.toMatchObject({
        code: 'HEDDLE_END_OF_FILE',
        message:
          'recv of connection "p-b": the other end is closed, and all that it sent was received',
      });
    }
    expect(() => b.send(3)).toThrow(BrokenPipeError);
    expect(() => b.recvSync()).toThrow(EndOfFileError);
  });

  test('171: who waits when the other end closes gets the end of file', async () => {
    const [a, b] = Pipe<number>();
    const waits = [b.recv(), b.recv()];
    a.send(1);
    a.close();
    expect(await Promise.allSettled(waits)).toMatchObject([
      { value: 1 },
      { reason: { code: 'HEDDLE_END_OF_FILE' } },
    ]);
  });

  test('an end that is closed is of no use; who waits at it is told', async () => {
    const [a, b] = Pipe<number>({ name: 'p' });
    const waiting = a.recv();
    const ready = a.poll({ timeout: Infinity });
    a.close();
    await expect(waiting).rejects.toThrow('cannot recv of connection "p-a": it was closed');
    expect(await ready).toBe(true);
    expect(a.closed).toBe(true);
    for (const use of [() => a.send(1), () => a.recv(), () => a.recvSync(), () => a.poll()]) {
      expect(use).toThrow(InvalidStateError);
    }
    await expect(b.recv()).rejects.toThrow(EndOfFileError);
  });

  test('171: poll tells whether recv would wait, and takes nothing', async () => {
    const [a, b] = Pipe<string>();
    expect(await b.poll()).toBe(false);
    expect(await b.poll({ timeout: 0 })).toBe(false);
    expect(await b.poll({ timeout: 1 })).toBe(false);
    const waiting = b.poll({ timeout: 60_000 });
    a.send('value');
    expect(await waiting).toBe(true);
    expect(await b.poll()).toBe(true);
    expect(await b.recv()).toBe('value');
    const ending = b.poll({ timeout: 60_000 });
    a.close();
    expect(await ending).toBe(true);
    expect(await b.poll()).toBe(true);
    expect(() => b.poll({ timeout: -1 })).toThrow(InvalidArgumentError);
    const reason = new Error('enough');
    const [, alone] = Pipe();
    const polling = alone.poll({ timeout: Infinity, signal: AbortSignal.abort(reason) });
    await expect(polling).rejects.toBe(reason);
  });

  test('a receive that was given up has taken nothing', async () => {
    const [a, b] = Pipe<number>();
    await expect(b.recv({ timeout: 1 })).rejects.toThrow(TimeoutError);
    await expect(b.recv({ timeout: 0 })).rejects.toThrow('the other end has sent nothing');
    const stop = new AbortController();
    const aborted = b.recv({ signal: stop.signal });
    stop.abort(new Error('stop'));
    await expect(aborted).rejects.toThrow('stop');
    const task = spawn(function* () {
      return yield* b.recv();
    });
    await sleep(0);
    task.cancel();
    await expect(task).rejects.toThrow(CancelledError);
    a.send(1);
    expect(await b.recv()).toBe(1);
  });

  test('select takes from it only if it chooses it', async () => {
    const [a, b] = Pipe<number>();
    const lock = new Lock();
    using _ = await lock.acquire();
    const chosen = select({ got: b, lock });
    a.send(1);
    a.send(2);
    expect(await chosen).toEqual({ key: 'got', value: 1 });
    expect(await select({ got: b })).toEqual({ key: 'got', value: 2 });
  });

  test('for await goes through all values, and ends with the end of file, or when it is closed', async () => {
    const [a, b] = Pipe<number>();
    for (const value of [1, 2, 3]) a.send(value);
    a.close();
    const got: number[] = [];
    for await (const value of b) got.push(value);
    expect(got).toEqual([1, 2, 3]);

    const [c, d] = Pipe<number>();
    c.send(1);
    for await (const value of d) {
      got.push(value);
      d.close();
    }
    expect(got).toEqual([1, 2, 3, 1]);
  });

  test('what cannot cross to a process is refused with its path, and nothing was sent', async () => {
    const [a, b] = Pipe<unknown>();
    expect(() => a.send({ done: [() => {}] })).toThrow(CannotSendError);
    expect(() => a.send({ done: [() => {}] })).toThrow('cannot send value.done[0]: a function');
    expect(() => a.send({ lock: new Lock() })).toThrow('value.lock');
    expect(() => a.send(new SharedArrayBuffer(8))).toThrow('shared memory');
    expect(() => a.send({ end: b })).toThrow('value.end');
    expect(await b.poll()).toBe(false);
    a.send(undefined);
    expect(await b.recv()).toBe(undefined);
  });

  test('recvSync takes what is there, and never waits for this very thread', () => {
    const [a, b] = Pipe<number>();
    a.send(1);
    expect(b.recvSync()).toBe(1);
    expect(() => b.recvSync()).toThrow(BlockingNotAllowedError);
  });

  test('an end is closed with its block', async () => {
    const [a, b] = Pipe<number>();
    {
      using end = a;
      end.send(1);
    }
    expect(await b.recv()).toBe(1);
    await expect(b.recv()).rejects.toThrow(EndOfFileError);
  });

  test('it is no data', () => {
    const [a] = Pipe();
    expect(() => structuredClone(a)).toThrow(); // each engine in its own words
    expect(() => JSON.stringify(a)).toThrow(CannotSendError);
  });

  test('bad options are refused', () => {
    expect(() => Pipe({ duplex: 1 as never })).toThrow('Pipe: duplex must be true or false, got 1');
    expect(() => Pipe({ name: 1 as never })).toThrow('Pipe: name must be a string, got 1');
    expect(() => Pipe({ duplicate: true } as never)).toThrow(InvalidArgumentError);
    expect(() => Pipe(true as never)).toThrow(InvalidArgumentError);
  });
});
