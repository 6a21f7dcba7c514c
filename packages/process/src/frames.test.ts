import { CorruptedError } from '@heddle/core';
import { expect, test } from 'vitest';
import { FrameReader, headerLength, topics, writeHeader, type Topic } from './frames.ts';

function frame(topic: Topic, content: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(headerLength + content.length);
  writeHeader(bytes, 0, topic, content.length);
  bytes.set(content, headerLength);
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function readAll(): { reader: FrameReader; got: [Topic, number[]][] } {
  const got: [Topic, number[]][] = [];
  return { reader: new FrameReader((topic, bytes) => got.push([topic, [...bytes]])), got };
}

const three = joined(
  frame(topics.work, [1, 2, 3]),
  frame(topics.served, []),
  frame(
    topics.process,
    Array.from({ length: 300 }, (_, at) => at & 0xff),
  ),
);

test('frames come out as they were written, cut anywhere', () => {
  for (let size = 1; size <= three.length; size++) {
    const { reader, got } = readAll();
    for (let at = 0; at < three.length; at += size) reader.push(three.subarray(at, at + size));
    expect(got.map(([topic, bytes]) => [topic, bytes.length])).toEqual([
      [topics.work, 3],
      [topics.served, 0],
      [topics.process, 300],
    ]);
    expect(got[2]?.[1][299]).toBe(299 & 0xff);
    expect(reader.isWithin).toBe(false);
  }
});

test('one that ends in the middle is known', () => {
  const { reader, got } = readAll();
  reader.push(three.subarray(0, headerLength + 2));
  expect([reader.isWithin, got]).toEqual([true, []]);
});

test('what no Heddle has written is refused, and shown', () => {
  const { reader } = readAll();
  expect(() => reader.push(new TextEncoder().encode('garbage on the channel'))).toThrow(
    CorruptedError,
  );
  const { reader: other } = readAll();
  expect(() => other.push(new TextEncoder().encode('garbage on the channel'))).toThrow(
    'the channel carries what Heddle did not write: 67 61 72 62 61 67 65 20',
  );
});

test('a length that was changed on its way is refused', () => {
  const { reader, got } = readAll();
  const bytes = frame(topics.work, [1, 2, 3]);
  bytes[5] = 1;
  expect(() => reader.push(bytes)).toThrow(CorruptedError);
  expect(got).toEqual([]);
});

test('another version is told from garbage', () => {
  const { reader } = readAll();
  const bytes = frame(topics.work, [1]);
  bytes[1] = 9;
  expect(() => reader.push(bytes)).toThrow(
    "the other process speaks version 9 of Heddle's frames, this one 1; use one version of Heddle in both",
  );
});
