import { array, assert, constantFrom, nat, property, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { head, lengthOf, RingReader, ringSize, RingWriter, typeOf } from './ring.ts';

const size = 64;

function pair(): { writer: RingWriter; reader: RingReader } {
  const words = new Int32Array(new SharedArrayBuffer((ringSize(size) + 3) * 4));
  return { writer: new RingWriter(words, 3, size), reader: new RingReader(words, 3, size) };
}

/** A record that holds `value` in each word but the first. False: there was no room. */
function put(writer: RingWriter, value: number, length: number): boolean {
  const place = writer.reserve(length);
  if (place < 0) return false;
  writer.words[place] = head(3, length);
  writer.words.fill(value, place + 1, place + length);
  writer.add(length);
  return true;
}

/** The record that is next: its words but the first. */
function take(reader: RingReader): number[] | undefined {
  const place = reader.next();
  if (place < 0) return undefined;
  const header = reader.words[place]!;
  expect(typeOf(header)).toBe(3);
  const record = [...reader.words.subarray(place + 1, place + lengthOf(header))];
  reader.leave();
  return record;
}

describe('a ring', () => {
  test('gives what was written in order, once it is published', () => {
    const { writer, reader } = pair();
    expect(put(writer, 7, 3) && put(writer, 8, 2)).toBe(true);
    expect([reader.hasMore, take(reader)]).toEqual([false, undefined]);
    expect([writer.publish(), writer.publish()]).toEqual([true, false]);
    expect([take(reader), take(reader), take(reader)]).toEqual([[7, 7], [8], undefined]);
  });

  test('has no room for more than its size, until what was read is released', () => {
    const { writer, reader } = pair();
    expect(put(writer, 1, 40)).toBe(true);
    expect([put(writer, 2, 25), put(writer, 2, 24)]).toEqual([false, true]);
    writer.publish();
    take(reader);
    expect(put(writer, 3, 2)).toBe(false);
    reader.release();
    expect(put(writer, 3, 2)).toBe(true);
  });

  test('keeps a record in one piece where it comes to the end', () => {
    const { writer, reader } = pair();
    put(writer, 1, 50);
    writer.publish();
    take(reader);
    reader.release();
    expect(writer.reserve(20)).toBeGreaterThan(0);
    expect(put(writer, 2, 20)).toBe(true);
    writer.publish();
    expect(take(reader)).toEqual(Array.from({ length: 19 }, () => 2));
    expect(reader.hasMore).toBe(false);
  });

  test('does so whatever is written and read', () => {
    const step = tuple(constantFrom('put', 'publish', 'take', 'release'), nat(30));
    assert(
      property(array(step, { maxLength: 300 }), (steps) => {
        const { writer, reader } = pair();
        const written: number[][] = [];
        let published = 0;
        let read = 0;
        for (const [index, [what, length]] of steps.entries()) {
          if (what === 'put') {
            if (put(writer, index, length + 1)) written.push(Array.from({ length }, () => index));
          } else if (what === 'publish') {
            writer.publish();
            published = written.length;
          } else if (what === 'take') {
            const record = take(reader);
            expect(record).toEqual(read < published ? written[read] : undefined);
            if (record !== undefined) read++;
          } else reader.release();
        }
        writer.publish();
        for (; read < written.length; read++) expect(take(reader)).toEqual(written[read]);
        expect(take(reader)).toBeUndefined();
      }),
    );
  });
});
