import { afterEach, describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { InvalidArgumentError } from '../errors.ts';
import { Lock } from '../lock/lock.ts';
import { Queue } from '../queue/queue.ts';
import { sleep } from '../time/sleep.ts';
import { observe } from '../wait/observe.ts';
import type { TraceEvent } from './event.ts';
import { recentEvents } from './recent-events.ts';
import { trace, type StopTrace } from './trace.ts';

let stops: StopTrace[] = [];

afterEach(() => {
  for (const stop of stops) stop();
  stops = [];
});

function record(): TraceEvent[] {
  const events: TraceEvent[] = [];
  stops.push(trace((event) => events.push(event)));
  return events;
}

/** An event in one line, without its time. */
function line(event: TraceEvent): string {
  const { type, time: _, thread: __, ...rest } = event;
  const details = Object.entries(rest).map(([key, value]) =>
    key === 'task' || key === 'by' ? ((value as { name?: string }).name ?? value) : value,
  );
  return [type, ...details].join(' ');
}

describe('a trace', () => {
  test('has the whole life of a task', async () => {
    const events = record();
    function* child() {
      yield* sleep(1);
    }
    await spawn(function* parent() {
      yield* spawn(child);
    });
    const lines = events.filter(({ type }) => type.startsWith('task.')).map(line);
    expect(lines).toEqual([
      'task.spawned parent',
      'task.began parent',
      'task.spawned child parent',
      'task.suspended parent end of child (main)',
      'task.began child',
      'task.suspended child sleep of time to pass',
      'task.resumed child',
      'task.ended child done',
      'task.resumed parent',
      'task.ended parent done',
    ]);
  });

  test('has failures, cancellations and requests to end', async () => {
    const events = record();
    const failing = spawn(function* fails() {
      yield* sleep(0);
      throw new RangeError('no');
    });
    const cancelled = spawn(function* waits() {
      yield* sleep(10_000);
    });
    await failing.catch(() => {});
    cancelled.cancel('enough');
    await cancelled.catch(() => {});
    const lines = events.map(line);
    expect(lines).toContain('task.ended fails failed');
    expect(lines).toContain('task.cancel waits enough');
    expect(lines).toContain('task.ended waits cancelled');
    const givenUp = events.find(({ type }) => type === 'wait.givenUp');
    expect(givenUp).toMatchObject({ what: 'sleep of time to pass', task: { name: 'waits' } });
  });

  test('has locks with their holders, and waits that were granted or given up', async () => {
    const lock = new Lock({ name: 'account' });
    const guard = lock.tryAcquire()!;
    const events = record();
    const granted = lock.acquire();
    await lock.acquire({ timeout: 5 }).catch(() => {});
    guard.release();
    (await granted).release();
    expect(events.map(line)).toEqual([
      expect.stringMatching(/^wait.begun \d+ acquire of "account"$/),
      expect.stringMatching(/^wait.begun \d+ acquire of "account"$/),
      expect.stringMatching(
        /^wait.givenUp \d+ acquire of "account" TimeoutError: .*main holds it$/,
      ),
      'lock.released "account" main',
      'lock.acquired "account" main',
      expect.stringMatching(/^wait.granted \d+ acquire of "account"$/),
      'lock.released "account" main',
    ]);
    const numbers = events.flatMap((event) => ('wait' in event ? [event.wait] : []));
    expect(numbers[2]).toBe(numbers[1]);
    expect(numbers[3]).toBe(numbers[0]);
  });

  test('has what went through a queue, whoever waited', async () => {
    const queue = new Queue<string>({ name: 'jobs', maxsize: 1 });
    const events = record();
    queue.tryPut('a');
    const put = queue.put('b');
    queue.tryGet();
    await put;
    await queue.get();
    const get = queue.get();
    queue.tryPut('c');
    await get;
    const through = events.filter(({ type }) => type.startsWith('queue.')).map(line);
    expect(through).toEqual([
      'queue.put queue "jobs" 1',
      'queue.got queue "jobs" 0',
      'queue.put queue "jobs" 1',
      'queue.got queue "jobs" 0',
      'queue.put queue "jobs" 1',
      'queue.got queue "jobs" 0',
    ]);
  });

  test('numbers tasks of one name apart', async () => {
    const events = record();
    function* same() {}
    await spawn(same);
    await spawn(same);
    const spawned = events.filter(({ type }) => type === 'task.spawned');
    const ids = spawned.map((event) => 'task' in event && event.task?.id);
    expect(ids).toHaveLength(2);
    expect(ids[0]).not.toBe(ids[1]);
  });
});

describe('stopping', () => {
  test('ends the events, and with the last trace nothing is observed any more', () => {
    const first = trace(() => {});
    const second = trace(() => {});
    first();
    expect(observe).toBeDefined();
    second();
    second();
    expect(observe).toBeUndefined();
  });

  test('comes at the end of a block with using', () => {
    const events: TraceEvent[] = [];
    {
      using _ = trace((event) => events.push(event));
      new Queue().tryPut(1);
    }
    new Queue().tryPut(1);
    expect(events).toHaveLength(1);
  });
});

describe('a sink', () => {
  test('is not traced itself', () => {
    const queue = new Queue<TraceEvent>();
    stops.push(trace((event) => void queue.tryPut(event)));
    new Queue().tryPut(1);
    expect(queue.size).toBe(1);
  });

  test('may be an object; anything else is refused', () => {
    const recent = recentEvents(2);
    stops.push(trace(recent));
    const queue = new Queue();
    for (let n = 0; n < 5; n++) queue.tryPut(n);
    expect(recent.events.map((event) => 'size' in event && event.size)).toEqual([4, 5]);
    expect(() => trace({} as never)).toThrow(InvalidArgumentError);
    expect(() => trace(undefined as never)).toThrow(/needs a function, or a sink/);
    expect(() => recentEvents(0)).toThrow(/whole number above 0, got 0/);
  });
});
