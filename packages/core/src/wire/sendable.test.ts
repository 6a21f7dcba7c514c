import { expect, expectTypeOf, test } from 'vitest';
import type { Shareable } from './kind.ts';
import { refuseCopy } from '../refuse-copy.ts';
import type { Sendable } from './sendable.ts';

function put<T>(item: T & Sendable<T>): T {
  return item;
}

class Gate implements Shareable {
  readonly toJSON: () => never = refuseCopy;
  open(): void {}
}

interface Tree {
  children: Tree[];
  size?: number;
}

test('plain data, data as a whole, handles and errors may be sent', () => {
  const tree: Tree = { children: [] };
  expect(put({ a: 1, list: [{ b: 'x' }], map: new Map([['k', new Set([1n])]]) }).a).toBe(1);
  expect(put(tree)).toBe(tree);
  put([new Date(), /x/, new Error('x'), new Uint8Array(1), new ArrayBuffer(1)] as const);
  put({ gate: new Gate(), gates: new Map([['a', [new Gate()]]]) });
  put<unknown>(5);
  put(undefined);
  put({ optional: undefined as string | undefined });
  const { port1 } = new MessageChannel();
  put({ port: port1, blob: new Blob([]) });
  port1.close();
  expectTypeOf<Sendable<Tree>>().toExtend<Tree>();
  expectTypeOf<Sendable<[a: number, b: Gate]>>().toEqualTypeOf<[a: number, b: Gate]>();
  expectTypeOf<Sendable<{ readonly a?: number }>>().toEqualTypeOf<{ readonly a?: number }>();
});

test('what cannot cross is refused by the compiler, with a text that says why', () => {
  // @ts-expect-error a function
  put(() => 1);
  // @ts-expect-error a function inside
  put({ a: [{ onDone: () => 1 }] });
  // @ts-expect-error a symbol
  put([Symbol('x')]);
  // @ts-expect-error a Promise
  put({ later: Promise.resolve(1) });
  // @ts-expect-error a WeakMap
  put(new WeakMap());
  // @ts-expect-error a generator
  put((function* () {})());
  // @ts-expect-error in a Map
  put(new Map([['k', () => 1]]));
  // @ts-expect-error in a Set
  put(new Set([() => 1]));
  // @ts-expect-error a class
  put(Date);
  expectTypeOf<Sendable<() => void>>().toEqualTypeOf<'cannot send: a function'>();
  expectTypeOf<Sendable<{ a: symbol }>>().toEqualTypeOf<{ a: 'cannot send: a symbol' }>();
  expectTypeOf<Sendable<Promise<1>[]>>().toEqualTypeOf<'cannot send: a Promise'[]>();
  expectTypeOf<Sendable<WeakRef<object>>>().toEqualTypeOf<'cannot send: a weak reference'>();
  expectTypeOf<Sendable<Generator>>().toEqualTypeOf<'cannot send: an iterator'>();
  expectTypeOf<Sendable<number | (() => void)>>().toEqualTypeOf<
    number | 'cannot send: a function'
  >();
});
