import { expect, test } from 'vitest';
import { Timeline } from './timeline.ts';

test('each moment ends the bar before it and begins the next', () => {
  const timeline = new Timeline(['warp', 'weft'], 1000);
  timeline.add({ who: 'warp', phase: 'works', at: 10 });
  timeline.add({ who: 'weft', phase: 'works', at: 15 });
  timeline.add({ who: 'warp', phase: 'holds the lock', at: 30 });
  expect(timeline.lanes['warp']).toEqual([
    { key: 1, phase: 'works', start: 10, end: 30 },
    { key: 3, phase: 'holds the lock', start: 30, end: undefined },
  ]);
  expect(timeline.lanes['weft']).toEqual([{ key: 2, phase: 'works', start: 15, end: undefined }]);
});

test('the end of a thread begins no bar', () => {
  const timeline = new Timeline(['warp'], 1000);
  timeline.add({ who: 'warp', phase: 'works', at: 10 });
  timeline.add({ who: 'warp', phase: 'ended', at: 30 });
  expect(timeline.lanes['warp']).toEqual([{ key: 1, phase: 'works', start: 10, end: 30 }]);
});

test('what is further back than the picture shows is forgotten', () => {
  const timeline = new Timeline(['warp'], 1000);
  for (let at = 0; at <= 5000; at += 100) timeline.add({ who: 'warp', phase: 'works', at });
  expect(timeline.lanes['warp']?.[0]?.start).toBe(3900);
  expect(timeline.lanes['warp']).toHaveLength(12);
});

test('a moment of somebody who has no lane is left out', () => {
  const timeline = new Timeline(['warp'], 1000);
  timeline.add({ who: 'stranger', phase: 'works', at: 1 });
  expect(timeline.lanes).toEqual({ warp: [] });
});
