import { beforeEach, expect, test } from 'vitest';
import { CannotSendError } from '../errors.ts';
import { Agent, joinMemory } from '../memory/agent.ts';
import { Memory } from '../memory/memory.ts';
import { installPlatform, platform } from '../realm.ts';
import { readValue } from '../wire/bytes.ts';
import { decode } from '../wire/value.ts';
import { discardParcel, kept, pack, packLetter, type Letter } from './parcel.ts';
import { countAnew, onTheirWay, Ticket } from './ticket.fixture.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

beforeEach(() => {
  countAnew();
  const memory = Memory.create();
  joinMemory(new Agent(memory, Agent.enlist(memory, 'main')));
});

test('what can stand in a record as it is needs no packing', () => {
  expect(pack([1, 'text', undefined, true], undefined)).toBeUndefined();
});

test('data goes as bytes, as often as need be, as it was then', () => {
  const list = [1, 2];
  const parcel = pack([{ list }], undefined)!;
  list.push(3);
  expect(parcel.isOnce).toBe(false);
  expect(readValue(parcel.bytes!)).toEqual([{ list: [1, 2] }]);
  expect(readValue(parcel.bytes!)).toEqual([{ list: [1, 2] }]);
});

test.each(['received', 'discarded'])('what has handles goes once: %s', (how) => {
  const parcel = pack([new Ticket(), {}], undefined)!;
  expect([parcel.isOnce, onTheirWay]).toEqual([true, 1]);
  if (how === 'received') expect(readValue(parcel.bytes!)).toEqual([new Ticket(), {}]);
  else discardParcel(parcel);
  expect(onTheirWay).toBe(0);
});

test('what only a message can carry goes as a letter', () => {
  const parcel = pack([new SharedArrayBuffer(8), new Ticket()], undefined)!;
  expect([parcel.bytes, parcel.isOnce, onTheirWay]).toEqual([undefined, true, 1]);
  discardParcel(parcel);
  expect(onTheirWay).toBe(0);
});

test('what moves is in the letter, and the letter goes once', () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const letter = pack([bytes], [bytes.buffer]) as Letter;
  expect([letter.moves, letter.isOnce]).toEqual([[bytes.buffer], true]);
});

test('what was marked to move and does not leaves no handle behind', () => {
  const parcel = pack([new Ticket(), { n: 1 }], [])!;
  expect([parcel.bytes !== undefined, onTheirWay]).toEqual([true, 1]);
  discardParcel(parcel);
  expect(onTheirWay).toBe(0);
});

test('what cannot cross is refused, and nothing is on its way', () => {
  for (const packed of [pack, packLetter]) {
    expect(() => packed([new Ticket(), () => 1], undefined)).toThrow(CannotSendError);
    expect(onTheirWay).toBe(0);
  }
});

test('a letter that waits is a copy, and what moves in it has moved', () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const data = { n: 1 };
  const letter = packLetter([bytes, data], [bytes.buffer]);
  const waits = kept(letter) as Letter;
  data.n = 2;
  expect(bytes.length).toBe(0);
  expect(decode(waits.wired)).toEqual([new Uint8Array([1, 2, 3]), { n: 1 }]);
  expect(waits.moves.map((part) => (part as ArrayBuffer).byteLength)).toEqual([3]);
});

test('bytes that wait are what they were', () => {
  const parcel = pack([{ n: 1 }], undefined)!;
  expect(kept(parcel)).toBe(parcel);
});
