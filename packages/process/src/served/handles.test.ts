import { Lock, Queue } from '@heddle/core';
import { encode, decode } from '@heddle/core/internal';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ProcessBoundary } from '../boundary.ts';
import { Far, serveHere } from './far.fixture.ts';
import { entryOf } from './handles.ts';

beforeAll(serveHere);

let far: Far;
beforeEach(() => {
  far = new Far();
});
afterEach(() => far.dies());

const isKept = (object: number): boolean => entryOf(object) !== undefined;

describe('an object that is handed to a process is kept', () => {
  test('until it has arrived, and as long as that one has it', () => {
    const { object, handOver } = far.isSent(new Lock());
    expect(isKept(object)).toBe(true);
    far.says({ type: 'has', handOver });
    expect(isKept(object)).toBe(true);
    far.says({ type: 'forgets', object });
    expect(isKept(object)).toBe(false);
  });

  test('for each time that it was handed over', () => {
    const lock = new Lock();
    const [first, second] = [far.isSent(lock), far.isSent(lock)];
    const { object } = first;
    far.says({ type: 'has', handOver: first.handOver });
    far.says({ type: 'forgets', object });
    expect(isKept(object)).toBe(true);
    far.says({ type: 'dropped', handOver: second.handOver });
    expect(isKept(object)).toBe(false);
  });

  test('not twice, whatever is told of it twice', () => {
    const lock = new Lock();
    const { object, handOver } = far.isSent(lock);
    const other = far.isSent(lock);
    for (const type of ['dropped', 'dropped', 'has'] as const) far.says({ type, handOver });
    far.says({ type: 'forgets', object });
    expect(isKept(object)).toBe(true);
    far.says({ type: 'has', handOver: other.handOver });
    far.dies();
    expect(isKept(object)).toBe(false);
  });

  test('until it comes back', () => {
    const lock = new Lock();
    const { object, handOver } = far.isSent(lock);
    const wired = encode([lock], 'args', undefined, far.boundary);
    far.says({ type: 'dropped', handOver });
    expect(isKept(object)).toBe(true);
    expect((decode(wired) as [Lock])[0]).toBe(lock);
    expect(isKept(object)).toBe(false);
  });

  test('as long as another one has it, or is to get it', () => {
    const lock = new Lock();
    const other = new Far(false, 'other');
    far.isSent(lock);
    const { object, handOver } = other.isSent(lock);
    far.dies();
    expect(isKept(object)).toBe(true);
    other.says({ type: 'has', handOver });
    other.dies();
    expect(isKept(object)).toBe(false);
  });
});

describe('of what was handed to a process that has died nothing is kept', () => {
  test('whether it had arrived or not', () => {
    const lock = new Lock();
    const [{ object }, { handOver }] = [far.isSent(lock), far.isSent(lock)];
    far.says({ type: 'has', handOver });
    far.dies();
    expect(isKept(object)).toBe(false);
  });

  test('if it was in what a step gave', async () => {
    const [lock, queue] = [new Lock(), new Queue<Lock>()];
    await queue.put(lock);
    const number = far.gets(queue);
    const { object, handOver } = far.isSent(lock);
    far.does(number, '_get');
    expect(queue.size).toBe(0);
    far.says({ type: 'dropped', handOver });
    expect(isKept(object)).toBe(true);
    far.dies();
    expect(isKept(object)).toBe(false);
  });

  test('nor if it is handed over afterwards', () => {
    far.dies();
    expect(isKept(far.isSent(new Lock()).object)).toBe(false);
  });

  test('if it was packed before it was known to which process it goes, unless it goes to another', () => {
    const [first, second] = [new ProcessBoundary(), new ProcessBoundary()];
    const [lost, kept] = [far.isSent(new Lock(), first), far.isSent(new Lock(), second)];
    first.goesBy(far.boundary);
    second.goesBy(far.boundary);
    second.goesBy(undefined);
    far.dies();
    expect([isKept(lost.object), isKept(kept.object)]).toEqual([false, true]);
    second.gone();
  });
});
