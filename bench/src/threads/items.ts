/** What goes from thread to thread: made of a number from 0 up, and read back as one. */
interface Kind {
  make(i: number): unknown;
  read(item: unknown): number;
  /** What reading the first `count` gives. */
  sum(count: number): number;
}

const sumBelow = (n: number): number => (n * (n - 1)) / 2;

/** A multiple of every batch: each way copies an item as it is sent, so that what was sent may be written anew. */
const records: readonly Uint8Array[] = Array.from({ length: 6400 }, () => new Uint8Array(64));

export const recordBytes = 64;

/** So many different texts of 20 letters; the last two stand for the number. */
const texts: readonly string[] = Array.from({ length: 4096 }, (_, i) =>
  ['a text of 18 lette', 48 + (i >> 6), 48 + (i & 63)]
    .map((part) => (typeof part === 'number' ? String.fromCharCode(part) : part))
    .join(''),
);

export const items = {
  numbers: { make: (i) => i, read: (item) => item as number, sum: sumBelow },
  objects: {
    make: (i) => ({ id: i, name: 'item', tags: ['a', 'b'], done: false }),
    read: (item) => (item as { id: number }).id,
    sum: sumBelow,
  },
  records: {
    make(i) {
      const record = records[i % records.length]!;
      record[60] = i;
      record[61] = i >> 8;
      record[62] = i >> 16;
      record[63] = i >> 24;
      return record;
    },
    read(item) {
      const record = item as Uint8Array;
      return record[60]! + (record[61]! << 8) + (record[62]! << 16) + (record[63]! << 24);
    },
    sum: sumBelow,
  },
  strings: {
    make: (i) => texts[i % texts.length],
    read(item) {
      const text = item as string;
      return ((text.charCodeAt(18) - 48) << 6) + text.charCodeAt(19) - 48;
    },
    sum: (count) =>
      Math.floor(count / texts.length) * sumBelow(texts.length) + sumBelow(count % texts.length),
  },
} as const satisfies Record<string, Kind>;

export type ItemKind = keyof typeof items;
