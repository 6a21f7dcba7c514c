import { run } from 'heddle';
import { VirtualClock } from 'heddle/testing';
import { expect, test } from 'vitest';
import { gates, permits, stay, visitors, visits, writers, type Gate } from './gates.ts';
import { Strips } from './strips.ts';
import { visitAll } from './visit.ts';

async function watchVisits(gate: Gate): Promise<Strips> {
  using clock = new VirtualClock({ autojump: true });
  const strips = new Strips();
  await run(() => visitAll(gate, (who, doing) => strips.tell(who, doing, clock.now)));
  return strips;
}

/** Who is inside at a moment. */
function insideAt({ lanes }: Strips, at: number): string[] {
  return Object.keys(lanes).filter((who) =>
    lanes[who]!.some(({ doing, start, end }) => doing === 'inside' && start <= at && at < end!),
  );
}

test.each(gates)('%s: each gets in as often as it wants, and ends', async (gate) => {
  const { lanes } = await watchVisits(gate);
  for (const lane of Object.values(lanes)) {
    const turns = lane.map(({ doing }) => doing).join(' ');
    const one = gate === 'Barrier' ? 'works waits' : 'works waits inside';
    expect(turns).toBe(Array.from({ length: visits }, () => one).join(' '));
    expect(lane.every(({ end }) => end !== undefined)).toBe(true);
  }
});

test('a lock lets one in at a time, a semaphore as many as it has permits', async () => {
  const [lock, semaphore] = [await watchVisits('Lock'), await watchVisits('Semaphore')];
  expect([lock.most, semaphore.most]).toEqual([1, permits]);
  expect(semaphore.ended).toBeLessThan(lock.ended);
});

test('readers are in together, a writer is alone', async () => {
  const strips = await watchVisits('RwLock');
  expect(strips.most).toBeGreaterThan(permits);
  for (let at = 0; at < strips.ended; at += stay / 10) {
    const inside = insideAt(strips, at);
    if (inside.some((who) => writers.includes(who))) expect(inside).toHaveLength(1);
  }
});

test('at a barrier all wait for the slowest, in each round', async () => {
  const { ended } = await watchVisits('Barrier');
  expect(ended).toBe(visits * Math.max(...Object.values(visitors)));
});
