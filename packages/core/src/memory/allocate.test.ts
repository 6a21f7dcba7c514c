import { describe, expect, test } from 'vitest';
import { MemoryFullError } from '../errors.ts';
import { installPlatform, platform } from '../realm.ts';
import { Agent, joinMemory } from './agent.ts';
import { allocate, forEachBlock, free, kindAt } from './allocate.ts';
import { killAtEachStep } from './killing.fixture.ts';
import { freeLists, header, kinds, sharedWords, sizes, slotWords } from './layout.ts';
import { Memory } from './memory.ts';
import { freeMutexOf } from './mutex.ts';
import { allocateNamed, freeNamed } from './name.ts';
import { generationOf } from './shares.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

/** Every block from the first to the last, and its kind. */
function blocks(memory: Memory): [slot: number, kind: number][] {
  const all: [number, number][] = [];
  forEachBlock(memory, (slot, kind) => void all.push([slot, kind]));
  return all;
}

/** What waits in the free lists. */
function listed(memory: Memory): number[] {
  const slots: number[] = [];
  for (let size = 0; size < sizes; size++) {
    for (let slot = memory.words[freeLists + size]!; slot !== 0;) {
      slots.push(slot);
      slot = memory.reach(slot)[slot * slotWords + 1]!;
    }
  }
  return slots;
}

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

test('all blocks can be walked through, whatever their sizes and however often they were used', () => {
  const memory = Memory.create();
  const a = allocate(memory, 1, 'lock');
  const b = allocate(memory, 3, 'item');
  const c = allocate(memory, 2, 'queue');
  const all = [
    [a, kinds.lock],
    [b, kinds.item],
    [c, kinds.queue],
  ];
  expect(blocks(memory)).toEqual(all);
  free(memory, b, kinds.item);
  expect(blocks(memory)).toEqual([all[0], [b, kinds.free], all[2]]);
  expect(allocate(memory, 4, 'array')).toBe(b);
  expect(blocks(memory)).toEqual([all[0], [b, kinds.array], all[2]]);
});

test('what is handed over begins as zero, with a generation that nothing before it had', () => {
  const memory = Memory.create();
  const generations = new Set<number>();
  for (let i = 0; i < 10; i++) {
    const slot = allocate(memory, 4, 'array');
    expect(slot).toBe(67);
    generations.add(generationOf(memory, slot));
    const words = memory.reach(slot + 3).subarray(slot * slotWords + 1, (slot + 4) * slotWords);
    words[sharedWords.generation - 1] = 0;
    expect(words.every((word) => word === 0)).toBe(true);
    words.fill(-1);
    free(memory, slot, kinds.array);
  }
  expect(generations.size).toBe(10);
});

test('a block is given back once, and as nothing but what it is', () => {
  const memory = Memory.create();
  const block = allocate(memory, 1, 'name');
  free(memory, block, kinds.lock);
  expect(kindAt(memory, block)).toBe(kinds.name);
  free(memory, block, kinds.name);
  free(memory, block, kinds.name);
  expect(listed(memory)).toEqual([block]);
});

describe('a thread that is killed at any step leaves memory whole:', () => {
  /** The memory, with some blocks in use and some free ones, and a thread to be killed. */
  function begin(): { memory: Memory; dead: Agent; used: number[] } {
    const memory = Memory.create();
    const dead = new Agent(memory, Agent.enlist(memory, 'dead'));
    const used = Array.from({ length: 6 }, () => allocateNamed(memory, 'lock', 'name'));
    for (const slot of used.splice(3)) freeNamed(memory, slot);
    joinMemory(dead);
    return { memory, dead, used };
  }

  /** Nothing that is used is free as well, nothing is free twice, and the next ones get blocks of their own. */
  function isWhole(memory: Memory, dead: Agent, used: readonly number[]): void {
    freeMutexOf(memory.words, header.allocating, dead.thread);
    expect(memory.words[header.allocating]).toBe(0);
    const freed = listed(memory);
    expect(new Set(freed).size).toBe(freed.length);
    for (const slot of freed) expect(kindAt(memory, slot)).toBe(kinds.free);
    for (const slot of used) expect(kindAt(memory, slot)).toBe(kinds.lock);
    const fresh = Array.from({ length: 12 }, () => allocateNamed(memory, 'lock', 'fresh'));
    expect(new Set([...used, ...fresh]).size).toBe(used.length + fresh.length);
    expect(blocks(memory).filter(([, kind]) => kind === kinds.lock).length).toBe(
      new Set([...used, ...fresh]).size,
    );
  }

  test('as it takes a block of the free ones', () => {
    const died = killAtEachStep(
      begin,
      ({ memory, used }) => void used.push(allocateNamed(memory, 'lock', 'name')),
      ({ memory, dead, used }) => {
        const shown = blocks(memory).filter(([, kind]) => kind === kinds.lock);
        isWhole(memory, dead, shown.length > used.length ? shown.map(([slot]) => slot) : used);
      },
    );
    expect(died).toBeGreaterThan(5);
  });

  test('as it takes a new block', () => {
    const died = killAtEachStep(
      () => {
        const given = begin();
        while (listed(given.memory).length > 0) {
          given.used.push(allocateNamed(given.memory, 'lock', undefined));
        }
        return given;
      },
      ({ memory }) => void allocate(memory, 3, 'item'),
      ({ memory, dead, used }) => isWhole(memory, dead, used),
    );
    expect(died).toBeGreaterThan(5);
  });

  test('as it gives a block and its name back', () => {
    const died = killAtEachStep(
      begin,
      ({ memory, used }) => freeNamed(memory, used[0]!),
      ({ memory, dead, used }) => {
        const kept = used.filter((slot) => kindAt(memory, slot) === kinds.lock);
        expect(kept.length).toBeGreaterThanOrEqual(used.length - 1);
        isWhole(memory, dead, kept);
      },
    );
    expect(died).toBeGreaterThan(5);
  });
});
