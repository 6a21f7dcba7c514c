import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CannotSendError, InvalidHandleError } from '../errors.ts';
import { readValue, writeValue } from './bytes.ts';
import { registerKind } from './kind.ts';
import { ARRAY, viewTypes } from './tag.ts';

const send = <T>(value: T): T => {
  const bytes = writeValue(value, 'item');
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  const got = readValue(shared) as T;
  // The memory is used again: nothing of the value may be left in it.
  shared.fill(255);
  return got;
};

class Ticket {
  readonly data: unknown;
  constructor(data: unknown) {
    this.data = data;
  }
}
let handedOver = 0;
registerKind({
  id: 'bytes.test.ticket',
  type: Ticket,
  toHandle(ticket: Ticket) {
    handedOver++;
    return { data: ticket.data };
  },
  fromHandle: (handle) => new Ticket((handle as { data: unknown }).data),
});

describe('values', () => {
  test.each<[unknown]>([
    [undefined],
    [null],
    [true],
    [false],
    [0],
    [-0],
    [1],
    [-1],
    [127],
    [128],
    [-128],
    [2 ** 31 - 1],
    [2 ** 31],
    [-(2 ** 31)],
    [2 ** 53],
    [0.1],
    [NaN],
    [Infinity],
    [-Infinity],
    [5e-324],
    [0n],
    [-1n],
    [2n ** 63n - 1n],
    [2n ** 63n],
    [-(2n ** 63n)],
    [-(2n ** 63n) - 1n],
    [2n ** 999n],
    [-(2n ** 999n)],
    [''],
    ['a'],
    ['x'.repeat(63)],
    ['x'.repeat(64)],
    ['ÿ'.repeat(63)],
    ['ÿ'.repeat(64)],
    ['日本語'],
    ['😀'.repeat(50)],
    ['\ud800'],
    ['a\udc00b'.repeat(50)],
    ['\ufeffbyte order mark'.repeat(9)],
    ['x'.repeat(100_000)],
    ['\udfff'.repeat(20_000)],
  ])('value %# arrives as it was', (value) => {
    expect(send(value)).toBe(value);
    expect(send([value])).toStrictEqual([value]);
  });

  test.each(viewTypes.filter((name) => name in globalThis))('%s', (name) => {
    const type = (globalThis as Record<string, unknown>)[name] as new (
      buffer: ArrayBuffer,
      offset?: number,
      length?: number,
    ) => ArrayBufferView;
    const buffer = Uint8Array.from({ length: 48 }, (_, i) => i * 5).buffer;
    for (const view of [new type(buffer), new type(buffer, 8, 3)]) {
      for (const got of [send(view), send({ view, again: view }).view]) {
        expect(got.constructor).toBe(type);
        expect(bytesOf(got)).toEqual(bytesOf(view));
        expect(got.buffer).toBeInstanceOf(ArrayBuffer);
      }
    }
  });

  test('views of one buffer still have it in common', () => {
    const buffer = new ArrayBuffer(16);
    const cases = [
      [new Uint8Array(buffer), new Uint16Array(buffer, 2, 3), buffer],
      [new Uint8Array(buffer, 4, 4), buffer, new DataView(buffer, 1)],
      [new Uint8Array(buffer, 4, 4), new Uint8Array(buffer, 8, 4)],
      [buffer, new Uint8Array(buffer, 8, 4)],
    ];
    for (const parts of cases) {
      const got = send(parts);
      const buffers = new Set(got.map((part) => ('buffer' in part ? part.buffer : part)));
      expect(buffers.size).toBe(1);
      expect([...buffers][0]?.byteLength).toBe(16);
      expect(got.map(placeOf)).toEqual(parts.map(placeOf));
    }
  });

  test('a part of a buffer crosses without the rest of it', () => {
    const pool = new Uint8Array(8192).fill(7);
    expect(writeValue({ bytes: pool.subarray(10, 14) }, 'item').length).toBeLessThan(20);
    expect(send({ bytes: pool.subarray(10, 14) }).bytes.buffer.byteLength).toBe(4);
  });

  test('a buffer that can be resized still can', () => {
    const buffer = new ArrayBuffer(4, { maxByteLength: 16 });
    const [got, all, part] = send([buffer, new Uint8Array(buffer), new Uint8Array(buffer, 0, 2)]);
    (got as ArrayBuffer).resize(8);
    expect([(got as ArrayBuffer).maxByteLength, all?.byteLength, part?.byteLength]).toEqual([
      16, 8, 2,
    ]);
  });

  test('dates, regular expressions and boxed values', () => {
    const value = [
      new Date(5),
      new Date(NaN),
      /a\/b/giu,
      Object(1),
      Object('s'),
      Object(false),
      Object(2n ** 70n),
    ];
    const got = send(value);
    expect(got).toStrictEqual(value);
    expect(got.map((item) => Object.getPrototypeOf(item))).toEqual(
      value.map((item) => Object.getPrototypeOf(item)),
    );
  });

  test('holes, length and fields of arrays', () => {
    const match = 'xay'.match(/a/);
    expect(send(match)).toStrictEqual(match);
    const far: unknown[] = [];
    far[4_000_000_000] = 1;
    expect(send(far).length).toBe(4_000_000_001);
    const hole: unknown[] = [0];
    hole[2] = 2;
    expect(Object.keys(send(hole))).toEqual(['0', '2']);
    const empty: unknown[] = [];
    empty.length = 2;
    expect(Object.entries(send(empty))).toEqual([]);
    expect(send(empty).length).toBe(2);
  });

  test('fields called __proto__, empty, numeric, long', () => {
    const value = JSON.parse(
      `{"__proto__":{"a":1},"":2,"7":3,"ключ":4,"${'k'.repeat(200)}":5}`,
    ) as object;
    expect(Object.entries(send(value))).toEqual(Object.entries(value));
    expect(Object.getPrototypeOf(send(value))).toBe(Object.prototype);
  });

  test('identity and cycles', () => {
    const cycle: unknown[] = [new Date(1)];
    cycle.push(cycle, new Map<unknown, unknown>([[cycle, new Set([cycle])]]), cycle[0]);
    for (let i = 0; i < 20; i++) cycle.push({ i, cycle });
    const got = send(cycle);
    expect(got[1]).toBe(got);
    expect(got[3]).toBe(got[0]);
    const [[key, set]] = [...(got[2] as Map<unknown, Set<unknown>>)] as [[unknown, Set<unknown>]];
    expect(key).toBe(got);
    expect(set.has(got)).toBe(true);
    expect((got[23] as { cycle: unknown }).cycle).toBe(got);
  });

  test('data as deep and as large as it likes', () => {
    let deep: { deep?: object } = {};
    for (let i = 0; i < 100_000; i++) deep = { deep };
    let got: { deep?: object } | undefined = send(deep);
    let depth = 0;
    while ((got = got?.deep) !== undefined) depth++;
    expect(depth).toBe(100_000);
    const large = { bytes: new Uint8Array(3_000_000).fill(9), text: 'ü'.repeat(700_000) };
    expect(send(large).text).toBe(large.text);
    expect(send(large).bytes.every((byte) => byte === 9)).toBe(true);
    expect(send([1, 'after it'])).toEqual([1, 'after it']);
  });
});

describe('handles', () => {
  test('objects of registered kinds arrive as such, within others too', () => {
    const inner = new Ticket([1]);
    const shared = { n: 1 };
    const got = send({
      shared,
      a: inner,
      b: new Map([[inner, new Ticket({ inner, shared })]]),
      shared2: shared,
    });
    expect(got.a).toBeInstanceOf(Ticket);
    expect(got.a.data).toEqual([1]);
    expect(got.shared2).toBe(got.shared);
    const outer = got.b.get(got.a) as Ticket;
    expect((outer.data as { inner: Ticket }).inner).toBeInstanceOf(Ticket);
  });

  test('nothing is handed over when something else is refused', () => {
    handedOver = 0;
    expect(() => writeValue([new Ticket(1), { late: (): void => {} }], 'item')).toThrow(
      'cannot send item[1].late: a function',
    );
    expect(handedOver).toBe(0);
  });

  test('a kind or a getter may itself send', () => {
    const value = {
      get nested() {
        return send({ deep: 'text' }).deep;
      },
      after: [1, 2],
    };
    expect(send(value)).toEqual({ nested: 'text', after: [1, 2] });
  });
});

describe('what cannot cross', () => {
  const { port1 } = new MessageChannel();
  port1.close();
  test.each<[unknown, string]>([
    [
      { port: port1 },
      'item.port: an object of the runtime (MessagePort), which shared memory cannot carry',
    ],
    [new Blob([]), 'item: an object of the runtime (Blob), which shared memory cannot carry'],
    [
      new TextEncoder(),
      'item: an object of the runtime (TextEncoder), which shared memory cannot carry',
    ],
    [
      [new ReadableStream()],
      'item[0]: an object of the runtime (ReadableStream), which shared memory cannot carry',
    ],
    [
      [new SharedArrayBuffer(1)],
      'item[0]: shared memory, which goes to a thread as an argument, not through a queue',
    ],
    [
      new Uint8Array(new SharedArrayBuffer(1)),
      'item: shared memory, which goes to a thread as an argument, not through a queue',
    ],
    [[{ f: (): void => {} }], 'item[0].f: a function'],
    [[new URL('http://x.test/')], 'item[0]: a URL, which stays in its thread; send url.href'],
    [Symbol('x'), 'item: a symbol'],
    [new Map([['k', Promise.resolve()]]), 'item.get("k"): a Promise'],
  ])('value %# is refused', (value, message) => {
    expect(() => writeValue(value, 'item')).toThrow(CannotSendError);
    expect(() => writeValue(value, 'item')).toThrow(`cannot send ${message}`);
    expect(send({ next: ['message'] })).toEqual({ next: ['message'] });
  });
});

describe('any data', () => {
  const leaf = fc.oneof(
    fc.constantFrom<unknown>(undefined, null, true, -0, NaN, '\ud83d', '__proto__', /x/y),
    fc.integer(),
    fc.double(),
    fc.bigInt(),
    fc.string({ unit: 'binary' }),
    // Code units one by one: lone surrogates.
    fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
    fc.date({ noInvalidDate: false }),
    fc.uint8Array(),
    fc.float64Array(),
    fc.bigInt64Array(),
    fc.uint16Array().map((view) => view.subarray(1)),
    fc.string().map((message) => new RangeError(message, { cause: [message] })),
  );
  const { data } = fc.letrec<{ data: unknown }>((tie) => ({
    data: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      leaf,
      fc.array(tie('data')),
      fc.sparseArray(tie('data')),
      fc.dictionary(fc.string(), tie('data'), { noNullPrototype: true }),
      fc.array(fc.tuple(tie('data'), tie('data'))).map((entries) => new Map(entries)),
      fc.array(tie('data')).map((elements) => new Set(elements)),
      fc
        .tuple(fc.string(), tie('data'))
        .map(([message, cause]) => new TypeError(message, { cause })),
    ),
  }));

  test('arrives as it was', () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(send(value)).toStrictEqual(value);
      }),
      { numRuns: 1000 },
    );
  });

  test('with cycles and repeated parts, arrives in the same form', () => {
    const graph = fc.array(fc.array(fc.nat(15), { maxLength: 5 }), { minLength: 1, maxLength: 16 });
    fc.assert(
      fc.property(graph, (edges) => {
        const nodes = edges.map((_, i): Node => makeNode(i));
        for (const [i, to] of edges.entries()) {
          for (const j of to) link(nodes[i] as Node, nodes[j % nodes.length] as Node);
        }
        expect(outline(send(nodes[0]))).toEqual(outline(nodes[0]));
      }),
      { numRuns: 500 },
    );
  });

  test('cut or changed bytes are refused or give some value, and break nothing', () => {
    fc.assert(
      fc.property(data, fc.nat(), fc.nat(255), fc.boolean(), (value, at, byte, cut) => {
        const bytes = writeValue(value, 'item').slice();
        const changed = cut ? bytes.subarray(0, at % bytes.length) : bytes;
        if (!cut) changed[at % bytes.length] = byte;
        try {
          readValue(changed);
          // A shorter message is never a whole one.
          expect(cut).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidHandleError);
        }
        expect(send(['next'])).toEqual(['next']);
      }),
      { numRuns: 1000 },
    );
  });
});

function bytesOf(view: ArrayBufferView): number[] {
  return [...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)];
}

function placeOf(part: ArrayBuffer | ArrayBufferView): number[] {
  return 'buffer' in part ? [part.byteOffset, part.byteLength] : [];
}

test('a length without an end is refused', () => {
  expect(() => readValue(new Uint8Array(400).fill(128).with(0, ARRAY))).toThrow(InvalidHandleError);
  expect(() => readValue(new Uint8Array(0))).toThrow('it ends too early');
});

type Node = unknown[] | Map<unknown, unknown> | Set<unknown> | Record<string, unknown>;

function makeNode(i: number): Node {
  return [[], new Map(), new Set(), {}][i % 4] as Node;
}

function link(from: Node, to: Node): void {
  if (Array.isArray(from)) from.push(to);
  else if (from instanceof Map) from.set(to, from.size);
  else if (from instanceof Set) from.add(to);
  else from[`k${Object.keys(from).length}`] = to;
}

/** The form of a graph: objects by the order in which they are met. */
function outline(root: unknown): unknown[] {
  const seen: unknown[] = [root];
  const name = (value: unknown): unknown => {
    if (typeof value !== 'object') return value;
    if (!seen.includes(value)) seen.push(value);
    return `#${seen.indexOf(value)}`;
  };
  const lines: unknown[] = [];
  for (const node of seen) {
    const items =
      node instanceof Map
        ? [...node].flat()
        : node instanceof Set
          ? [...node]
          : Object.entries(node as object).flat();
    lines.push([Object.prototype.toString.call(node), ...items.map(name)]);
  }
  return lines;
}
