import { afterEach, expect, test } from 'vitest';
import { allocate, forEachBlock } from '../memory/allocate.ts';
import { kinds, queueSlots, queueWords, slotWords } from '../memory/layout.ts';
import { Memory } from '../memory/memory.ts';
import { installPlatform, platform } from '../realm.ts';
import { jumpWords, mostWords } from './record.ts';
import {
  endOf,
  leaveSegment,
  newSegment,
  nextSegment,
  segmentOf,
  setSegment,
  startOf,
} from './segments.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

const usual = 128;

afterEach(() => {
  setSegment(usual);
});

function given(): { memory: Memory; queue: number } {
  const memory = Memory.create();
  return { memory, queue: allocate(memory, queueSlots, 'queue') };
}

function inUse(memory: Memory): number[] {
  const slots: number[] = [];
  forEachBlock(memory, (slot, kind) => {
    if (kind === kinds.segment) slots.push(slot);
  });
  return slots;
}

test.each([1, 2, usual])('of %d slots has its records inside, and room for a jump', (slots) => {
  setSegment(slots);
  for (const segment of [67, 99_999]) {
    expect(segmentOf(endOf(segment))).toBe(segment);
    expect(startOf(segment)).toBe(segment * slotWords + 2);
    expect(endOf(segment) + jumpWords).toBe((segment + slots) * slotWords);
  }
});

test('the longest record fits into an empty one', () => {
  expect(startOf(67) + mostWords).toBeLessThanOrEqual(endOf(67));
});

test('one that was left is the next; of two, one is given back', () => {
  const { memory, queue } = given();
  const [a, b, c] = [newSegment(memory), newSegment(memory), newSegment(memory)];
  leaveSegment(memory, queue, a);
  expect(inUse(memory)).toEqual([a, b, c]);
  leaveSegment(memory, queue, b);
  expect(inUse(memory)).toEqual([b, c]);
  expect(nextSegment(memory, queue)).toBe(b);
  expect(memory.words[queue * slotWords + queueWords.spare]).toBe(0);
  expect(nextSegment(memory, queue)).toBe(a); // the block that is free
  expect(inUse(memory)).toEqual([a, b, c]);
});

test('the next one, which another thread has made, lies in the memory as this one sees it', () => {
  const { memory, queue } = given();
  const older = new Memory(memory.buffer);
  const { length } = older.words;
  let segment = newSegment(memory);
  while ((segment + usual) * slotWords <= length) segment = newSegment(memory);
  leaveSegment(memory, queue, segment);
  expect(older.words.length).toBe(length);
  expect(nextSegment(older, queue)).toBe(segment);
  expect(older.words.length).toBeGreaterThanOrEqual((segment + usual) * slotWords);
});
