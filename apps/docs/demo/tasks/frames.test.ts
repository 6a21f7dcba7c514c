import { expect, test } from 'vitest';
import { Frames } from './frames.ts';

test('counts the frames of a time, and finds the longest pause, the one that goes on included', () => {
  const frames = new Frames(1000);
  for (const at of [0, 16, 32, 132, 148]) frames.add(at);
  expect(frames.since(10, 150)).toEqual({ count: 4, longest: 100 });
  expect(frames.since(10, 400)).toEqual({ count: 4, longest: 252 });
});

test('a time without a frame is one pause', () => {
  const frames = new Frames(1000);
  frames.add(0);
  expect(frames.since(5, 1005)).toEqual({ count: 0, longest: 1000 });
});

test('forgets what is further back', () => {
  const frames = new Frames(100);
  for (let at = 0; at <= 1000; at += 10) frames.add(at);
  expect(frames.since(0, 1000).count).toBe(11);
});
