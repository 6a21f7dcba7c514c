import { expect, test } from 'vitest';
import type { TraceEvent } from './event.ts';
import { recentEvents } from './recent-events.ts';

const event = (time: number): TraceEvent => ({
  type: 'queue.put',
  time,
  thread: 'main',
  queue: 'queue#1',
  size: 1,
});

test.each([0, 1, 2, 3, 4, 6, 7, 100])('of %d events the last three are kept, in order', (count) => {
  const recent = recentEvents(3);
  const times = Array.from({ length: count }, (_, time) => time);
  for (const time of times) recent.write(event(time));
  expect(recent.events.map(({ time }) => time)).toEqual(times.slice(-3));
});
