import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { Lock } from '../lock/lock.ts';
import { Queue } from '../queue/queue.ts';
import { sleep } from '../time/sleep.ts';
import { trace } from './trace.ts';
import { traceEventFormat, type FormatEvent, type TraceFile } from './trace-event-format.ts';

/** Two tasks, a queue and a lock between them. */
async function record(): Promise<TraceFile> {
  const sink = traceEventFormat();
  const stop = trace(sink);
  const queue = new Queue<number>({ name: 'jobs', maxsize: 1 });
  const lock = new Lock({ name: 'log' });
  const consumer = spawn(function* consumer() {
    yield* queue.forEach(() => {});
  });
  await spawn(function* producer() {
    for (let n = 0; n < 3; n++) {
      yield* queue.put(n);
      (yield* lock.acquire()).release();
      yield* sleep(1);
    }
    queue.shutdown();
  });
  await consumer;
  stop();
  return JSON.parse(String(sink)) as TraceFile;
}

const of = (file: TraceFile, ph: FormatEvent['ph']): FormatEvent[] =>
  file.traceEvents.filter((event) => event.ph === ph);

describe('a trace in the Trace Event Format', () => {
  test('names the thread and each task', async () => {
    const names = of(await record(), 'M').map(({ name, args }) => [name, args!['name']]);
    expect(names).toContainEqual(['process_name', 'main']);
    expect(names).toContainEqual(['thread_name', 'consumer']);
    expect(names).toContainEqual(['thread_name', 'producer']);
  });

  test('has a slice for each time that a task runs, which do not overlap, for one runs at a time', async () => {
    const slices = of(await record(), 'X').toSorted((a, b) => a.ts - b.ts);
    expect(slices.length).toBeGreaterThan(6);
    for (const [index, { ts, dur, cat }] of slices.entries()) {
      expect(cat).toBe('task');
      expect(dur).toBeGreaterThanOrEqual(0);
      const next = slices[index + 1];
      if (next !== undefined) expect(next.ts).toBeGreaterThanOrEqual(ts + dur! - 1e-6);
    }
  });

  test('begins and ends each wait once, and says what it is for', async () => {
    const file = await record();
    const [begun, ended] = [of(file, 'b'), of(file, 'e')];
    expect(new Set(begun.map(({ id }) => id)).size).toBe(begun.length);
    expect(ended.map(({ id }) => id).toSorted()).toEqual(begun.map(({ id }) => id).toSorted());
    for (const end of ended) {
      const begin = begun.find(({ id }) => id === end.id)!;
      expect(end).toMatchObject({ name: begin.name, cat: begin.cat, tid: begin.tid });
      expect(end.ts).toBeGreaterThanOrEqual(begin.ts);
    }
    expect(begun.map(({ name }) => name)).toContain('get of queue "jobs"');
  });

  test('leads an arrow from each spawn to the first step of its task', async () => {
    const sink = traceEventFormat();
    using _ = trace(sink);
    await spawn(function* parent() {
      yield* spawn(function* child() {
        yield* sleep(0);
      });
    });
    const file = sink.toJSON();
    const [[from, ...moreFrom], [to, ...moreTo]] = [of(file, 's'), of(file, 'f')];
    expect([moreFrom, moreTo]).toEqual([[], []]); // nobody ran who spawned the parent
    expect(to).toMatchObject({ id: from!.id, name: from!.name, cat: from!.cat, bp: 'e' });
    const slices = of(file, 'X');
    const encloses = ({ tid, ts }: FormatEvent) =>
      slices.find((one) => one.tid === tid && one.ts <= ts && ts <= one.ts + one.dur!)?.name;
    expect([encloses(from!), encloses(to!)]).toEqual(['parent', 'child']);
  });

  test('marks what happens to locks and queues', async () => {
    const moments = of(await record(), 'i');
    expect(moments.every(({ s }) => s === 't')).toBe(true);
    const names = moments.map(({ name }) => name);
    for (const name of ['lock.acquired', 'lock.released']) {
      expect(names.filter((other) => other === name)).toHaveLength(3);
    }
    const put = moments.find(({ name }) => name === 'queue.put');
    expect(put!.args).toEqual({ queue: 'queue "jobs"', size: 1 });
  });

  test('has in every event what the format asks for', async () => {
    const file = await record();
    expect(file.displayTimeUnit).toBe('ms');
    for (const event of file.traceEvents) {
      expect(typeof event.name).toBe('string');
      for (const key of ['pid', 'tid', 'ts'] as const) {
        expect(Number.isFinite(event[key])).toBe(true);
      }
      // Arrows and overlapping slices are matched by category and id.
      if ('besf'.includes(event.ph)) {
        expect(typeof event.cat).toBe('string');
        expect(typeof event.id).toBe('number');
      }
    }
  });

  test('keeps threads apart, with numbers that are unique in the file', () => {
    const sink = traceEventFormat();
    const task = { id: 1, name: 'same' };
    for (const thread of ['main', 'thread-1']) {
      sink.write({ type: 'task.began', time: 1, thread, task });
      sink.write({ type: 'wait.begun', time: 2, thread, task, wait: 1, what: 'get' });
      sink.write({ type: 'wait.granted', time: 3, thread, task, wait: 1, what: 'get' });
      sink.write({ type: 'task.ended', time: 4, thread, task, outcome: 'done' });
    }
    const { traceEvents } = sink.toJSON();
    const numbers = (ph: string, key: 'pid' | 'tid' | 'id') =>
      traceEvents.filter((event) => event.ph === ph).map((event) => event[key]);
    for (const [ph, key] of [
      ['X', 'pid'],
      ['X', 'tid'],
      ['b', 'id'],
      ['e', 'id'],
    ] as const) {
      expect(new Set(numbers(ph, key)).size).toBe(2);
    }
  });

  test('ends what still runs or waits with the last event', () => {
    const sink = traceEventFormat();
    const task = { id: 1, name: 'open' };
    const thread = 'main';
    sink.write({ type: 'task.began', time: 1, thread, task });
    sink.write({ type: 'wait.begun', time: 2, thread, task, wait: 7, what: 'get' });
    sink.write({ type: 'queue.put', time: 5, thread, queue: 'queue#1', size: 1 });
    const { traceEvents } = sink.toJSON();
    expect(traceEvents).toContainEqual(expect.objectContaining({ ph: 'X', ts: 1000, dur: 4000 }));
    expect(traceEvents).toContainEqual(expect.objectContaining({ ph: 'e', cat: 'wait', ts: 5000 }));
  });
});
