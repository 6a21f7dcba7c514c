import { expect, test } from 'vitest';
import { Floor } from './floor.ts';
import type { Note } from './note.ts';
import { piecesOf, plans } from './plan.ts';

const note = (call: number, what: Note['what'], at: number, more: Partial<Note> = {}): Note => ({
  call,
  kind: 'short',
  worker: 'loom_0',
  what,
  begun: at,
  at,
  ...more,
});

test('a call is a bar in the lane of its worker', () => {
  const floor = new Floor(['loom_0', 'loom_1']);
  floor.tell(note(1, 'begun', 10));
  expect(floor.isRunning(1)).toBe(true);
  floor.tell(note(1, 'done', 30));
  floor.tell(note(2, 'begun', 20, { worker: 'loom_2' }));
  expect(floor.isRunning(1)).toBe(false);
  expect(floor.lanes.map(({ worker, bars }) => [worker, bars.length])).toEqual([
    ['loom_0', 1],
    ['loom_1', 0],
    ['loom_2', 1],
  ]);
  expect(floor.lanes[0]!.bars).toEqual([
    { call: 1, kind: 'short', begun: 10, ended: 30, how: 'done' },
  ]);
  expect(Floor.busy(floor.lanes[0]!, 0, 40)).toBe(0.5);
  expect(Floor.busy(floor.lanes[1]!, 0, 40)).toBe(0);
  expect(Floor.busy(floor.lanes[2]!, 0, 40)).toBe(0.5);
});

test('a call that is lost takes its lane with it, one that has ended does not', () => {
  const floor = new Floor();
  floor.tell(note(1, 'begun', 10));
  floor.tell(note(1, 'cancelled', 20));
  expect(floor.lost(1, 25)).toBeUndefined();
  floor.tell(note(2, 'begun', 30));
  expect(floor.lost(2, 45)).toBe('loom_0');
  expect(floor.lanes[0]).toMatchObject({ gone: 45, bars: [{ how: 'cancelled' }, { how: 'lost' }] });
});

test('a call that is begun twice is seen to be', () => {
  const floor = new Floor();
  floor.tell(note(1, 'begun', 1));
  floor.tell(note(1, 'begun', 2, { worker: 'loom_1' }));
  expect(floor.begins.get(1)).toBe(2);
});

test('tiny calls are drawn as one where they lie close together', () => {
  const floor = new Floor();
  for (const at of [1, 2, 3, 50])
    floor.tell(note(at, 'done', at + 0.5, { kind: 'tiny', begun: at }));
  expect(floor.lanes[0]!.bars).toMatchObject([
    { begun: 1, ended: 3.5 },
    { begun: 50, ended: 50.5 },
  ]);
  expect(floor.begins.size).toBe(4);
});

test.each(plans)('the plan of %s calls is some seconds of work', (plan) => {
  const work = piecesOf(plan).reduce((sum, { ms }) => sum + ms, 0);
  expect(work).toBeGreaterThan(1000);
  expect(work).toBeLessThan(3000);
});
