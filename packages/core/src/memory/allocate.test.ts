import { expect, test } from 'vitest';
import { MemoryFullError } from '../errors.ts';
import { installPlatform, platform } from '../realm.ts';
import { allocate, free } from './allocate.ts';
import { kinds } from './layout.ts';
import { Memory } from './memory.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

test('blocks of every size come back to be used again', () => {
  const memory = Memory.create();
  for (const slots of [1, 2, 3, 1000, 100_000]) {
    const block = allocate(memory, slots, 'item');
    free(memory, block, kinds.item);
    expect(allocate(memory, slots, 'item')).toBe(block);
  }
});

test('a block that no shared memory can hold is refused as one that finds no room, and the next one is granted', () => {
  const memory = Memory.create();
  expect(() => allocate(memory, 2 ** 25, 'item')).toThrow(MemoryFullError);
  expect(() => allocate(memory, 2 ** 24, 'item')).toThrow(MemoryFullError);
  expect(allocate(memory, 1, 'item')).toBeGreaterThan(0);
});
