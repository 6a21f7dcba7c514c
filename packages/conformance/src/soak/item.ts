import { AbandonedLockError, Lock, type Guard } from 'heddle';
import { Fault } from './fault.ts';
import type { Random } from './random.ts';

/** How many of those that put can be told from each other: a bare number must say whom it is from. */
const sources = 4096;

/** Who has put an item, and as which of its own. */
export interface Origin {
  readonly from: number;
  readonly n: number;
}

/** What an item looks like: how it is made, and whether it has come through as it was. */
interface Kind {
  make(origin: Origin, random: Random, lock: Lock): unknown;
  /** Undefined if it is not of this kind. @throws Fault if it is, and was altered. */
  read(item: unknown): Origin | undefined;
}

function isSame(what: string, holds: boolean): void {
  if (!holds) throw new Fault(`${what} has come through another than it was`);
}

const numberOf = ({ from, n }: Origin): number => n * sources + from;
const originOf = (number: number): Origin => ({
  from: number % sources,
  n: Math.floor(number / sources),
});

const filling = 'weft and warp ';

/** Of so many letters, behind its own origin. */
function text({ from, n }: Origin, length: number): string {
  const head = `${from}:${n}:${length}:`;
  return head + filling.repeat(Math.ceil(length / filling.length)).slice(0, length);
}

function bytes({ from, n }: Origin, length: number): Uint8Array {
  const all = new Uint8Array(16 + length);
  const head = new DataView(all.buffer);
  head.setFloat64(0, n);
  head.setUint32(8, from);
  head.setUint32(12, length);
  for (let i = 0; i < length; i++) all[16 + i] = n + i;
  return all;
}

const numbers: Kind = {
  make: (origin) => numberOf(origin),
  read: (item) => (typeof item === 'number' && item >= 0 ? originOf(item) : undefined),
};

const fractions: Kind = {
  make: (origin) => -1 - numberOf(origin) / 8,
  read: (item) => (typeof item === 'number' ? originOf((-1 - item) * 8) : undefined),
};

const bigs: Kind = {
  make: (origin) => 2n ** 80n + BigInt(numberOf(origin)),
  read: (item) => (typeof item === 'bigint' ? originOf(Number(item - 2n ** 80n)) : undefined),
};

function textsUpTo(most: number): Kind {
  return {
    make: (origin, random) => text(origin, random.below(most)),
    read(item) {
      if (typeof item !== 'string') return undefined;
      const [from, n, length] = item.split(':', 3).map(Number);
      const origin = { from: from!, n: n! };
      isSame('a string', item === text(origin, length!));
      return origin;
    },
  };
}

function bytesUpTo(most: number): Kind {
  return {
    make: (origin, random) => bytes(origin, random.below(most)),
    read(item) {
      if (!(item instanceof Uint8Array)) return undefined;
      const head = new DataView(item.buffer, item.byteOffset, 16);
      const [n, from, length] = [head.getFloat64(0), head.getUint32(8), head.getUint32(12)];
      isSame('the length of bytes', item.length === 16 + length);
      for (let i = 0; i < length; i++) isSame('a byte', item[16 + i] === ((n + i) & 255));
      return { from, n };
    },
  };
}

const records: Kind = {
  make: ({ from, n }) => ({ from, n, half: n / 2, odd: n % 2 === 1 }),
  read(item) {
    if (typeof item !== 'object' || item === null || !('half' in item)) return undefined;
    const { from, n, half, odd } = item as Origin & { half: number; odd: boolean };
    isSame('a record', half === n / 2 && odd === (n % 2 === 1));
    return { from, n };
  },
};

interface Nested extends Origin {
  readonly inner: { readonly list: readonly unknown[]; readonly twice: readonly [object, object] };
}

const nested: Kind = {
  make({ from, n }) {
    const one = { n };
    return { from, n, inner: { list: [n, [n + 1], undefined, null, NaN, -0], twice: [one, one] } };
  },
  read(item) {
    if (typeof item !== 'object' || item === null || !('inner' in item)) return undefined;
    const { from, n, inner } = item as Nested;
    const [first, second, ...rest] = inner.list;
    isSame('a nested number', first === n && (second as number[])[0] === n + 1);
    isSame(
      'what is no number',
      [undefined, null, NaN, -0].every((value, i) => Object.is(value, rest[i])),
    );
    isSame('an object that is there twice', inner.twice[0] === inner.twice[1]);
    return { from, n };
  },
};

const maps: Kind = {
  make: ({ from, n }) =>
    new Map<unknown, unknown>([
      ['from', from],
      ['n', n],
      [n, new Set([n])],
    ]),
  read(item) {
    if (!(item instanceof Map)) return undefined;
    const [from, n] = [item.get('from') as number, item.get('n') as number];
    isSame('a set in a map', (item.get(n) as Set<number>).has(n));
    return { from, n };
  },
};

const dates: Kind = {
  make: (origin) => new Date(numberOf(origin)),
  read: (item) => (item instanceof Date ? originOf(item.getTime()) : undefined),
};

/** Whoever had it may have been killed. */
function take(lock: Lock): Guard | undefined {
  try {
    return lock.tryAcquire();
  } catch (error) {
    if (error instanceof AbandonedLockError) return lock.recover();
    throw error;
  }
}

const locks: Kind = {
  make: ({ from, n }, _random, lock) => ({ from, n, lock }),
  read(item) {
    if (typeof item !== 'object' || item === null || !('lock' in item)) return undefined;
    const { from, n, lock } = item as Origin & { lock: Lock };
    isSame('a lock', lock instanceof Lock);
    take(lock)?.release();
    return { from, n };
  },
};

/** Of each kind, how many in ten thousand. */
const mixture: readonly (readonly [Kind, number])[] = [
  [numbers, 4500],
  [fractions, 500],
  [textsUpTo(20), 1500],
  [bytesUpTo(100), 1500],
  [records, 1500],
  [nested, 150],
  [maps, 100],
  [dates, 80],
  [bigs, 60],
  [locks, 60],
  [textsUpTo(2000), 30],
  [bytesUpTo(5000), 12],
  [textsUpTo(50_000), 4],
  [bytesUpTo(100_000), 4],
];
const all = mixture.reduce((sum, [, share]) => sum + share, 0);

/** Most are small, and few are large. */
export function makeItem(origin: Origin, random: Random, lock: Lock): unknown {
  let at = random.below(all);
  for (const [kind, share] of mixture) {
    at -= share;
    if (at < 0) return kind.make(origin, random, lock);
  }
  throw new Error('the shares of the kinds do not add up');
}

/** @throws Fault if it is not what somebody has made. */
export function readItem(item: unknown): Origin {
  for (const [kind] of mixture) {
    const origin = kind.read(item);
    if (origin !== undefined) return origin;
  }
  throw new Fault(`an item has come through that nobody has put: ${String(item)}`);
}

/** So many priorities there are. */
export const priorities = 3;

/** An item that can be compared with others: the least priority first, then who put it, and as which. */
export type Ranked = readonly [priority: number, from: number, n: number, item: unknown];

export function ranked(item: unknown): Ranked {
  const { from, n } = readItem(item);
  return [n % priorities, from, n, item];
}
