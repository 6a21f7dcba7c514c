import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CannotSendError, InvalidHandleError } from '../errors.ts';
import { registerKind } from './kind.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { transfer } from './transfer.ts';
import { decode, encode, WIRE_VERSION } from './value.ts';
import type { Wired } from './value.ts';

class Ticket {
  readonly number: number;
  constructor(number: number) {
    this.number = number;
  }
}
let handedOver = 0;
registerKind({
  id: 'value.test.ticket',
  type: Ticket,
  toHandle(ticket: Ticket) {
    handedOver++;
    return { number: ticket.number };
  },
  fromHandle: (data) => new Ticket((data as { number: number }).number),
});

const send = <T>(value: T): T => decode(structuredClone(encode(value, 'args'))) as T;

const nothing = (): void => {};

/** An array of three, without its second element. */
function holed<A, B>(first: A, third: B): [A, unknown, B] {
  const list: unknown[] = [first];
  list[2] = third;
  return list as [A, unknown, B];
}

describe('plain data', () => {
  test('goes as it is, without a copy', () => {
    const cycle: Record<string, unknown> = {
      list: holed(1, 3),
      map: new Map([[{}, new Set([1])]]),
    };
    cycle['self'] = cycle;
    expect(encode(cycle, 'args').value).toBe(cycle);
    expect(encode(undefined, 'args')).toEqual({ wire: WIRE_VERSION, value: undefined });
  });

  test('objects that only the runtime can send pass untouched', () => {
    const { port1 } = new MessageChannel();
    const value = { port: port1, blob: new Blob(['x']), stream: new ReadableStream() };
    transfer(value, [port1, value.stream]);
    expect(encode(value, 'args').value).toBe(value);
    const beside = encode([value, new Ticket(1)], 'args').value as unknown[];
    expect(beside[0]).toBe(value);
    port1.close();
  });

  test('is as deep as it likes', () => {
    let deep: object = {};
    for (let i = 0; i < 100_000; i++) deep = { deep };
    expect(encode(deep, 'args').value).toBe(deep);
  });

  test('an instance of a class is sent as structured clone does: its own fields', () => {
    class Point {
      x = 1;
      norm(): number {
        return this.x;
      }
    }
    const [point] = send([new Point(), new Ticket(1)]);
    expect(point).toEqual({ x: 1 });
    expect(Object.getPrototypeOf(point)).toBe(Object.prototype);
  });

  test('an accessor is read once', () => {
    let reads = 0;
    const value = {
      before: 1,
      get lazy() {
        return ++reads;
      },
      after: 2,
    };
    expect(send({ value })).toEqual({ value: { before: 1, lazy: 1, after: 2 } });
    expect(reads).toBe(1);
  });
});

describe('objects of a registered kind', () => {
  test('arrive as objects of the kind, wherever they are', () => {
    const ticket = new Ticket(7);
    const got = send({
      ticket,
      list: holed(ticket, 2),
      map: new Map<unknown, unknown>([
        ['a', 1],
        [ticket, 2],
        ['c', ticket],
      ]),
      set: new Set<unknown>([1, ticket, 3]),
    });
    expect(got.ticket).toBeInstanceOf(Ticket);
    expect(got.ticket.number).toBe(7);
    expect(got.list[0]).toBe(got.ticket);
    expect(1 in got.list).toBe(false);
    expect([...got.map]).toEqual([
      ['a', 1],
      [got.ticket, 2],
      ['c', got.ticket],
    ]);
    expect([...got.set]).toEqual([1, got.ticket, 3]);
    expect(got.map.get('c')).toBe(got.ticket);
    expect(Object.keys(got)).toEqual(['ticket', 'list', 'map', 'set']);
    expect(send(ticket)).toBeInstanceOf(Ticket);
  });

  test('cycles and repeated objects stay what they are', () => {
    const shared = { n: 1 };
    const cycle: Record<string, unknown> = { ticket: new Ticket(1), a: shared, b: shared };
    cycle['self'] = new Map([[cycle, [cycle]]]);
    const got = send(cycle);
    expect(got['a']).toBe(got['b']);
    const [[key, list]] = [...(got['self'] as Map<unknown, unknown[]>)] as [[unknown, unknown[]]];
    expect(key).toBe(got);
    expect(list[0]).toBe(got);
    expect(cycle['ticket']).toBeInstanceOf(Ticket);
  });

  test('data that looks like a message of ours survives beside them', () => {
    const alike = encode([new Ticket(1)], 'args');
    const got = send({ alike: structuredClone(alike), real: new Ticket(2) });
    expect(got.alike).toEqual(structuredClone(alike));
    expect(got.real.number).toBe(2);
    expect(send(structuredClone(alike))).toEqual(structuredClone(alike));
  });

  test('a field called __proto__ is a field', () => {
    const got = send(JSON.parse('{"__proto__":{"a":1},"t":0}') as Record<string, unknown>);
    expect(Object.keys(got)).toEqual(['__proto__', 't']);
    const value = JSON.parse('{"__proto__":0}') as Record<string, unknown>;
    Object.defineProperty(value, '__proto__', { value: new Ticket(3), enumerable: true });
    expect(Object.getOwnPropertyDescriptor(send(value), '__proto__')?.value).toBeInstanceOf(Ticket);
  });

  test('fields of an array beside its elements, and its length, are kept', () => {
    const list: unknown[] & { ticket?: Ticket } = holed(1, 3);
    list.length = 4;
    list.ticket = new Ticket(4);
    const got = send(list);
    expect(got.length).toBe(4);
    expect(Object.keys(got)).toEqual(['0', '2', 'ticket']);
    expect(got.ticket).toBeInstanceOf(Ticket);
  });

  test('an unknown kind is an error that names it', () => {
    const wired = { wire: WIRE_VERSION, value: null };
    const special = {
      slots: [{ kind: 'nobody', data: 0 }],
      holes: [wired, 'value', 0],
      refills: [],
    };
    expect(() => decode({ ...wired, special })).toThrow(InvalidHandleError);
    expect(() => decode({ ...wired, special })).toThrow('"nobody"');
  });
});

describe('what cannot cross', () => {
  test.each<[string, unknown, string]>([
    ['a function', [{ onDone: nothing }], 'args[0].onDone: a function'],
    ['a function alone', nothing, 'args: a function'],
    ['a symbol', { a: { 'b c': Symbol('x') } }, 'args.a["b c"]: a symbol'],
    ['a boxed symbol', [Object(Symbol('x'))], 'args[0]: a symbol'],
    ['a Promise', [Promise.resolve()], 'args[0]: a Promise'],
    ['a WeakMap', { m: new Map([['k', new WeakMap()]]) }, 'args.m.get("k"): a WeakMap'],
    ['a WeakSet', new Set([new WeakSet()]), 'element of args: a WeakSet'],
    ['a WeakRef', new Map([[new WeakRef({}), 1]]), 'key of args: a WeakRef'],
    ['a generator', [(function* () {})()], 'args[0]: a generator'],
    ['an iterator', [[1].values()], 'args[0]: an iterator'],
    ['a function in a key', new Map([[{ f: nothing }, 1]]), '(key of args).f: a function'],
    [
      'a field of a class',
      [
        new (class A {
          f = nothing;
        })(),
      ],
      'args[0].f: a function',
    ],
    [
      'a Heddle object',
      [{ lock: { toJSON: refuseCopy } }],
      'args[0].lock: a Heddle object that stays in its thread',
    ],
    [
      'what is to come',
      [{ sum: { toJSON: refuseCopy, then: nothing } }],
      'args[0].sum: an operation of this thread (a future, a task, a wait); await it and send its result',
    ],
    ['far out', Object.assign([1], { x: nothing }), 'args.x: a function'],
    [
      'an AbortSignal',
      [{ signal: new AbortController().signal }],
      'args[0].signal: an AbortSignal, which stays in its thread; make the call of a pool with({ signal }), and look at currentTask().signal there',
    ],
    [
      'an AbortController',
      [new AbortController()],
      'args[0]: an AbortController, which stays in its thread; keep it, and make the call of a pool with({ signal })',
    ],
    [
      'a URL',
      new Map([['k', new URL('http://x.test/')]]),
      'args.get("k"): a URL, which stays in its thread; send url.href',
    ],
    [
      'a URL of a class below',
      [new (class Place extends URL {})('http://x.test/')],
      'args[0]: a URL, which stays in its thread; send url.href',
    ],
    [
      'a URLSearchParams',
      [new URLSearchParams('a=1')],
      'args[0]: a URLSearchParams, which stays in its thread; send its text, String(params)',
    ],
    [
      'a Headers',
      [new Headers()],
      'args[0]: a Headers, which stays in its thread; send its entries, [...headers]',
    ],
    [
      'a FormData',
      [new FormData()],
      'args[0]: a FormData, which stays in its thread; send its entries, [...form]',
    ],
    [
      'a Request',
      [new Request('http://x.test/')],
      'args[0]: a Request, which stays in its thread; send what it is made of: url, method, headers, body',
    ],
    [
      'a Response',
      [new Response('x')],
      'args[0]: a Response, which stays in its thread; send what it holds: status, headers, await response.arrayBuffer()',
    ],
  ])('%s is refused with the path to it', (_, value, message) => {
    expect(() => encode(value, 'args')).toThrow(CannotSendError);
    expect(() => encode(value, 'args')).toThrow(`cannot send ${message}`);
  });

  test('an object of the program with the tag of such a class is data', () => {
    class Place {
      x = 1;
      get [Symbol.toStringTag](): string {
        return 'URL';
      }
    }
    expect(send([new Place()])).toEqual([{ x: 1 }]);
  });

  test('a getter that throws is named, with its reason as cause', () => {
    const reason = new RangeError('no');
    const value = {
      get a() {
        throw reason;
      },
    };
    const error = attempt(() => encode([value], 'args')) as CannotSendError;
    expect(error).toBeInstanceOf(CannotSendError);
    expect(error.path).toBe('args[0].a');
    expect(error.cause).toBe(reason);
  });

  test('nothing is handed over when something else is refused', () => {
    handedOver = 0;
    expect(() => encode([new Ticket(1), { late: [nothing] }], 'args')).toThrow('args[1].late[0]');
    expect(handedOver).toBe(0);
  });

  test('a detached buffer is refused', () => {
    const bytes = new Uint8Array(4);
    structuredClone(bytes, { transfer: [bytes.buffer] });
    expect(() => encode({ bytes }, 'args')).toThrow(
      'args.bytes: a detached ArrayBuffer: an earlier transfer has moved it away',
    );
  });
});

test('any data with handles inside arrives in the same form', () => {
  const leaf = fc.oneof(
    fc.constantFrom<unknown>(undefined, null, -0, NaN, '\ud83d', '__proto__'),
    fc.bigInt(),
    fc.double(),
    fc.string(),
    fc.uint8Array(),
    fc.date({ noInvalidDate: false }),
    fc.nat().map((number) => new Ticket(number)),
    fc.string().map((message) => new RangeError(message, { cause: new Ticket(message.length) })),
  );
  const { data } = fc.letrec<{ data: unknown }>((tie) => ({
    data: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      leaf,
      fc.sparseArray(tie('data')),
      fc.dictionary(fc.string(), tie('data'), { noNullPrototype: true }),
      fc.array(fc.tuple(tie('data'), tie('data'))).map((entries) => new Map(entries)),
      fc.array(tie('data')).map((elements) => new Set(elements)),
    ),
  }));
  fc.assert(
    fc.property(data, (value) => {
      expect(send(value)).toStrictEqual(value);
    }),
    { numRuns: 500 },
  );
});

test('a message of another version is refused by both numbers', () => {
  const later = { wire: WIRE_VERSION + 1, value: 1 };
  expect(() => decode(later)).toThrow(InvalidHandleError);
  expect(() => decode(later)).toThrow(
    `wire version ${WIRE_VERSION + 1}: this thread has version ${WIRE_VERSION}`,
  );
  for (const none of [null, 5, {}, { wire: '1' }]) {
    expect(() => decode(none as unknown as Wired)).toThrow('no message that encode() made');
  }
});

function attempt(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('it did not throw');
}
