import { expect, test } from 'vitest';
import { Lanes, type Lane } from './lanes.ts';

function laneOf(lanes: Lanes, id: number): Lane {
  const lane = lanes.all.get(id);
  if (lane === undefined) throw new Error(`there is no lane ${id}`);
  return lane;
}

const shape = ({ stretches }: Lane): unknown[] =>
  stretches.map(({ phase, start, end, on }) =>
    [phase, start, end, on].filter((x) => x !== undefined),
  );

test('a task is ready, runs, waits, and is woken', () => {
  const lanes = new Lanes();
  lanes.spawned(1, 'baker', 0);
  lanes.resumed(1, 10);
  lanes.suspended(1, 'acquire of "oven"', 20);
  lanes.woken(1, 50);
  const lane = laneOf(lanes, 1);
  expect(shape(lane)).toEqual([
    ['ready', 0, 10],
    ['active', 10, 20],
    ['waiting', 20, 50, 'acquire of "oven"'],
    ['ready', 50],
  ]);
  expect(lane.stretches[1]?.busy).toBe(10);
  expect(lanes.stateOf(lane)).toBe('ready');
});

test('steps that follow each other closely are one stretch, which knows for how long it ran', () => {
  const lanes = new Lanes();
  lanes.spawned(1, 'spinner', 0);
  for (let at = 10; at < 20; at += 2) {
    lanes.resumed(1, at);
    lanes.suspended(1, undefined, at + 1);
  }
  lanes.ended(1, 'done', 20);
  const lane = laneOf(lanes, 1);
  expect(shape(lane)).toEqual([
    ['ready', 0, 10],
    ['active', 10, 19],
    ['ready', 19, 20],
  ]);
  expect(lane.stretches[1]?.busy).toBe(5);
});

test('the step that goes on counts as well', () => {
  const lanes = new Lanes();
  lanes.spawned(1, 'spinner', 0);
  lanes.resumed(1, 10);
  const lane = laneOf(lanes, 1);
  expect(lanes.busyOf(lane, lane.stretches[1]!, 25)).toBe(15);
});

test('a request to end divides what goes on, and what follows is cleanup', () => {
  const lanes = new Lanes();
  lanes.spawned(1, 'guest', 0);
  lanes.resumed(1, 1);
  lanes.suspended(1, 'sleep of time to pass', 2);
  lanes.cancelled(1, 30);
  lanes.cancelled(1, 31);
  lanes.woken(1, 30);
  lanes.resumed(1, 32);
  lanes.suspended(1, 'sleep of time to pass', 33);
  lanes.ended(1, 'cancelled', 60);
  const lane = laneOf(lanes, 1);
  expect(lane.cancelled).toBe(30);
  expect(lane.stretches.map(({ cancelled }) => cancelled)).toEqual([
    false,
    false,
    false,
    true,
    true,
    true,
    true,
  ]);
  expect(lanes.stateOf(lane)).toBe('cancelled');
});

test('a lock is held from when it was taken to when it was given back', () => {
  const lanes = new Lanes();
  lanes.spawned(1, 'baker', 0);
  lanes.acquired(1, '"oven"', 5);
  expect(laneOf(lanes, 1).holds).toEqual([{ lock: '"oven"', start: 5, end: undefined }]);
  lanes.released(1, '"oven"', 9);
  expect(laneOf(lanes, 1).holds).toEqual([{ lock: '"oven"', start: 5, end: 9 }]);
});

test('what is further back than the horizon is forgotten, and what goes on is not', () => {
  const lanes = new Lanes();
  lanes.spawned(1, 'done', 0);
  lanes.ended(1, 'done', 10);
  lanes.spawned(2, 'alive', 0);
  for (let at = 10; at < 200; at += 20) {
    lanes.resumed(2, at);
    lanes.suspended(2, 'sleep of time to pass', at + 5);
  }
  lanes.forget(100);
  expect([...lanes.all.keys()]).toEqual([2]);
  expect(shape(laneOf(lanes, 2))[0]).toEqual(['waiting', 95, 110, 'sleep of time to pass']);
});

test('a task that was spawned before the watch has no lane', () => {
  const lanes = new Lanes();
  lanes.resumed(7, 1);
  lanes.suspended(7, undefined, 2);
  lanes.cancelled(7, 3);
  lanes.ended(7, 'done', 4);
  expect(lanes.all.size).toBe(0);
});
