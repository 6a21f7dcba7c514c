import { InvalidArgumentError, InvalidStateError } from '@heddle/core';
import { expect, test } from 'vitest';
import { connectionWait } from './connection-wait.ts';
import { Pipe } from './pipe.ts';
import { Sentinel } from './sentinel.ts';

function sentinel(): Sentinel {
  return new Sentinel({ describe: () => 'process "p"' });
}

test('147: all that are ready, in the order in which they were given; nothing is taken', async () => {
  const [a, b] = Pipe<string>();
  const [c, d] = Pipe<number>();
  const end = sentinel();
  a.send('value');
  c.close();
  expect(await connectionWait([d, end, b])).toEqual([d, b]);
  expect(await connectionWait([b, b])).toEqual([b]);
  expect(await b.recv()).toBe('value');
  end.ended();
  expect(await connectionWait([b, end])).toEqual([end]);
});

test('147: it waits until one is ready', async () => {
  const [a, b] = Pipe<string>();
  const end = sentinel();
  const waiting = [connectionWait([b, end]), connectionWait([b, end], { timeout: 60_000 })];
  a.send('value');
  expect(await Promise.all(waiting)).toEqual([[b], [b]]);
  const ended = connectionWait([end]);
  end.ended();
  expect(await ended).toEqual([end]);
});

test('147: none when the time is over', async () => {
  const [, b] = Pipe();
  expect(await connectionWait([b], { timeout: 0 })).toEqual([]);
  expect(await connectionWait([b, sentinel()], { timeout: 1 })).toEqual([]);
});

test('a wait that was given up leaves nothing behind', async () => {
  const [a, b] = Pipe<number>();
  const stop = new AbortController();
  const waiting = connectionWait([b], { signal: stop.signal });
  stop.abort(new Error('stop'));
  await expect(waiting).rejects.toThrow('stop');
  a.send(1);
  expect(await connectionWait([b])).toEqual([b]);
});

test('what cannot be waited for is refused', () => {
  const [receiving, sending] = Pipe({ duplex: false });
  expect(() => connectionWait([])).toThrow('connectionWait: there is nothing to wait for in []');
  expect(() => connectionWait(receiving as never)).toThrow(InvalidArgumentError);
  expect(() => connectionWait([receiving, 1 as never])).toThrow(
    'connectionWait: [1] must be a Connection, a Process or its sentinel, got 1',
  );
  expect(() => connectionWait([sending])).toThrow(InvalidStateError);
  expect(() => connectionWait([receiving], { timeout: -1 })).toThrow(InvalidArgumentError);
});
