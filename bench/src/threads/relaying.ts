import { tasks, type Queue } from 'heddle';
import { BareRing, type RingKind } from '../peers/bare-ring.ts';
import { obey, type Bout } from './bout.ts';
import { items, type ItemKind } from './items.ts';

/** In which ways items go from one thread to the other. */
export type Way = 'sync' | 'await' | 'manySync' | 'ring' | 'ringMany';

/** What they go through. */
export interface Means {
  readonly kind: ItemKind;
  readonly queue: Queue<unknown>;
  /** Of a bare ring, where it can hold such items. */
  readonly ring: SharedArrayBuffer | undefined;
}

/** How many items go at once where several do. */
export const batch = 64;

function openRing({ kind, ring }: Means, most: number): BareRing {
  if (ring === undefined) throw new Error(`a bare ring cannot hold ${kind}`);
  return new BareRing(kind as RingKind, ring, most);
}

function waysToPut(means: Means): Record<Way, (times: number) => void | Promise<void>> {
  const { queue } = means;
  const { make } = items[means.kind];
  const ringing = (times: number, most: number): void => {
    const ring = openRing(means, most);
    for (let i = 0; i < times;) {
      const count = Math.min(most, times - i);
      for (let k = 0; k < count; k += 1, i += 1) ring.set(k, make(i));
      ring.push(count);
    }
  };
  return {
    sync(times) {
      for (let i = 0; i < times; i += 1) queue.putSync(make(i));
    },
    async await(times) {
      for (let i = 0; i < times; i += 1) await queue.put(make(i));
    },
    manySync(times) {
      for (let i = 0; i < times;) {
        const list: unknown[] = [];
        for (const end = Math.min(i + batch, times); i < end; i += 1) list.push(make(i));
        queue.putManySync(list);
      }
    },
    ring: (times) => ringing(times, 1),
    ringMany: (times) => ringing(times, batch),
  };
}

function waysToGet(means: Means): Record<Way, (times: number) => number | Promise<number>> {
  const { queue } = means;
  const { read } = items[means.kind];
  const ringing = (times: number, most: number): number => {
    const ring = openRing(means, most);
    let sum = 0;
    for (let left = times; left > 0;) {
      const count = ring.pop(Math.min(left, most));
      for (let k = 0; k < count; k += 1) sum += read(ring.at(k));
      left -= count;
    }
    return sum;
  };
  return {
    sync(times) {
      let sum = 0;
      for (let i = 0; i < times; i += 1) sum += read(queue.getSync());
      return sum;
    },
    async await(times) {
      let sum = 0;
      for (let i = 0; i < times; i += 1) sum += read(await queue.get());
      return sum;
    },
    manySync(times) {
      let sum = 0;
      for (let left = times; left > 0;) {
        const list = queue.getManySync(Math.min(left, batch));
        for (let i = 0; i < list.length; i += 1) sum += read(list[i]);
        left -= list.length;
      }
      return sum;
    },
    ring: (times) => ringing(times, 1),
    ringMany: (times) => ringing(times, batch),
  };
}

/** Two threads, one of which puts what the other one gets and sums up. */
export const relaying = tasks('relaying', import.meta.url, {
  put: (means: Means, bouts: Queue<Bout<Way>>, sums: Queue<number>): Promise<void> =>
    obey(waysToPut(means), bouts, sums),

  get: (means: Means, bouts: Queue<Bout<Way>>, sums: Queue<number>): Promise<void> =>
    obey(waysToGet(means), bouts, sums),
});
