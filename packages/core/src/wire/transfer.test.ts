import { describe, expect, test } from 'vitest';
import { CannotSendError, InvalidArgumentError } from '../errors.ts';
import { empty, movesOf, transfer } from './transfer.ts';
import { encode } from './value.ts';

describe('transfer', () => {
  test('gives the value itself, and moves nothing yet', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    expect(transfer(bytes)).toBe(bytes);
    expect(bytes.byteLength).toBe(3);
  });

  test('without a list moves the value, or the buffer it is a view of', () => {
    const [bytes, buffer] = [new Uint8Array(4), new ArrayBuffer(8)];
    expect(movesOf([transfer(bytes), transfer(buffer)])).toEqual([bytes.buffer, buffer]);
  });

  test('moves the buffer of a view in the list', () => {
    const bytes = new Uint8Array(4);
    expect(movesOf([transfer({ bytes }, [bytes])])).toEqual([bytes.buffer]);
  });

  test('of a buffer holds for its views too, which cross with it', () => {
    const buffer = transfer(new ArrayBuffer(8));
    expect(movesOf([new Uint8Array(buffer, 4)])).toEqual([buffer]);
  });

  test('moves each part once, and what was said last', () => {
    const [a, b] = [new ArrayBuffer(1), new ArrayBuffer(2)];
    const value = { a, b };
    transfer(value, [a, b]);
    transfer(value, [b, b]);
    transfer(b);
    expect(movesOf([value, b])).toEqual([b]);
  });

  test.each([
    [5, undefined, 'transfer: needs an object, got 5'],
    [{}, [5], 'transfer: list[0] must be an ArrayBuffer, a view of one, or what else moves'],
    [{}, 'all', 'transfer: list must be an array of what is to move'],
    [{}, [new ArrayBuffer(1), {}], 'transfer: list[1] must be an ArrayBuffer, a view of one'],
    [{}, [[]], '(a port, a stream), got an array'],
    [{}, [new Map()], 'got an object (Map)'],
    [{}, [new Date()], 'got an object (Date)'],
    [{}, [new Error('e')], 'got an object (Error)'],
    [{}, [new Uint8Array(new SharedArrayBuffer(1))], 'transfer: list[0] is shared memory'],
    [{}, undefined, 'transfer: its value must be an ArrayBuffer, a view of one'],
    [{}, [new SharedArrayBuffer(1)], 'transfer: list[0] is shared memory'],
  ])('of %o with %o is refused', (value, list, message) => {
    const call = (): unknown => transfer(value as object, list as object[]);
    expect(call).toThrow(InvalidArgumentError);
    expect(call).toThrow(message);
  });
});

describe('a message', () => {
  test('tells what moves, wherever it is in it', () => {
    const image = { pixels: new Uint8Array(4) };
    transfer(image, [image.pixels.buffer]);
    const moves: object[] = [];
    const wired = encode([1, new Map([['of', { image }]])], 'args', moves);
    expect(moves).toEqual([image.pixels.buffer]);
    const arrived = structuredClone(wired.value, { transfer: moves as ArrayBuffer[] });
    expect(arrived).toEqual([1, new Map([['of', { image: { pixels: new Uint8Array(4) } }]])]);
    expect(image.pixels.byteLength).toBe(0);
  });

  test('with what can only move, and is not to, is refused with the path to it', () => {
    const { port1, port2 } = new MessageChannel();
    const refused = (): unknown => encode([{ port: port1 }], 'args');
    expect(refused).toThrow(CannotSendError);
    expect(refused).toThrow(
      'cannot send args[0].port: a MessagePort, which cannot be copied, only moved: transfer(…) says so',
    );
    const moves: object[] = [];
    // Said of another part, behind it.
    encode([{ port: port1 }, transfer({}, [port1])], 'args', moves);
    expect(moves).toEqual([port1]);
    port1.close();
    port2.close();
  });
});

test('what was moved is empty, and may be told so again', () => {
  const bytes = new Uint8Array(4);
  empty([bytes.buffer]);
  empty([bytes.buffer]);
  expect([bytes.byteLength, bytes.buffer.detached]).toEqual([0, true]);
});
