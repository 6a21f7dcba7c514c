import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { TaskGroup } from '../coroutine/task-group.ts';
import type { Coroutine, Task } from '../coroutine/task.ts';
import { TimeoutError } from '../errors.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { Queue } from './queue.ts';

const turn = (): Task<void> => spawn(() => {});

describe('267: what gevent’s Pool bounds, a queue of places beside a group bounds', () => {
  /** Spawns `body` in the group as soon as one of the places is free, and frees it at the end. */
  function* spawnWithin(
    places: Queue<void>,
    group: TaskGroup,
    body: () => Coroutine<void>,
  ): Coroutine<Task<void>> {
    yield* places.put();
    return group.spawn(function* () {
      try {
        yield* body();
      } finally {
        yield* places.get();
      }
    });
  }

  test('spawning waits while all places are taken, and leaving the group joins them all', async () => {
    const places = new Queue<void>({ maxsize: 2 });
    const gate = new Gate();
    const log: string[] = [];
    let most = 0;
    const left = spawn(() =>
      new TaskGroup().run(function* (group) {
        for (let i = 0; i < 4; i++) {
          yield* spawnWithin(places, group, function* () {
            most = Math.max(most, places.size);
            yield* gate.pass();
          });
          log.push(`spawned ${i}`);
        }
      }),
    );
    while (gate.waiting < 2) await turn();
    for (let i = 0; i < 5; i++) await turn();
    expect([log, places.full]).toEqual([['spawned 0', 'spawned 1'], true]);
    for (let i = 0; i < 4; i++) gate.admit(i);
    await left;
    expect([log.length, most, places.size]).toEqual([4, 2, 0]);
  });

  test('killing them is cancelling the group: every place is free again', async () => {
    const places = new Queue<void>({ maxsize: 2 });
    const left = spawn(() =>
      new TaskGroup().run(function* (group) {
        for (let i = 0; i < 3; i++) {
          yield* spawnWithin(places, group, function* () {
            yield* sleep(Infinity);
          });
        }
      }),
    );
    for (let i = 0; i < 5; i++) await turn();
    left.cancel();
    await left.catch(() => {});
    expect(places.size).toBe(0);
  });
});

test('268: with no place left tryPut says so at once, and put after its timeout', async () => {
  const places = new Queue<string>({ maxsize: 1 });
  expect(places.tryPut('taken')).toBe(true);
  expect(places.tryPut('refused')).toBe(false);
  await expect(places.put('refused', { timeout: 0 })).rejects.toThrow(TimeoutError);
  await expect(places.put('refused', { timeout: 1 })).rejects.toThrow(TimeoutError);
  expect(places.size).toBe(1);
  expect(new Queue({ maxsize: 0 }).full).toBe(false); // as Python’s: without a bound
});

test('269: a bounded queue between those that map and whoever reads bounds the results that are kept', async () => {
  const results = new Queue<number>({ maxsize: 2 });
  let made = 0;
  const mapping = spawn(() =>
    new TaskGroup().run(function* (group) {
      for (let i = 0; i < 3; i++) {
        group.spawn(function* () {
          for (let n = 0; n < 3; n++) {
            yield* results.put(n * n);
            made++;
          }
        });
      }
      yield* sleep(0);
    }),
  );
  let got = 0;
  let most = 0;
  while (got < 9) {
    for (let i = 0; i < 10; i++) await turn();
    most = Math.max(most, made - got);
    await results.get();
    got++;
  }
  await mapping;
  expect([made, most]).toEqual([9, 2]);
});

test('276: put and then join is a rendezvous: it ends when the item was taken and seen to', async () => {
  const channel = new Queue<string>();
  const log: string[] = [];
  const sending = spawn(function* () {
    yield* channel.put('item');
    yield* channel.join();
    log.push('met');
  });
  for (let i = 0; i < 5; i++) await turn();
  expect(log).toEqual([]);
  log.push(`got ${await channel.get()}`);
  channel.taskDone();
  await sending;
  expect(log).toEqual(['got item', 'met']);
});
