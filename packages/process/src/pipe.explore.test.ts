import { CancelledError, select, sleep, spawn } from '@heddle/core';
import { explore } from '@heddle/core/testing';
import { expect, test } from 'vitest';
import { EndOfFileError } from './errors.ts';
import { Pipe } from './pipe.ts';

test('in every order: a receive that is cancelled loses nothing, and the end of file comes last', async () => {
  const found = await explore(function* () {
    const [a, b] = Pipe<number>();
    const got: number[] = [];
    const first = spawn(function* () {
      got.push(yield* b.recv());
    });
    const second = spawn(function* () {
      try {
        for (;;) got.push(yield* b.recv());
      } catch (error) {
        expect(error).toBeInstanceOf(EndOfFileError);
      }
    });
    spawn(function* () {
      a.send(1);
      yield* sleep(0);
      a.send(2);
      a.close();
    });
    yield* sleep(0);
    first.cancel();
    try {
      yield* first;
    } catch (error) {
      const names = [CancelledError.name, EndOfFileError.name];
      expect(names).toContain((error as Error).constructor.name); // where the other one has taken both
    }
    yield* second;
    expect(got.toSorted()).toEqual([1, 2]);
  });
  expect(found.complete).toBe(true);
});

test('in every order: a select takes from one pipe only', async () => {
  const found = await explore(function* () {
    const [a, left] = Pipe<string>();
    const [b, right] = Pipe<string>();
    for (const end of [a, b]) {
      spawn(function* () {
        yield* sleep(0);
        end.send('value');
      });
    }
    const { key } = yield* select({ left, right });
    yield* (key === 'left' ? right : left).recv();
    expect([yield* left.poll(), yield* right.poll()]).toEqual([false, false]);
  });
  expect(found.complete).toBe(true);
});
