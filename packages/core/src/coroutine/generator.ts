import { Operation } from '../operation/operation.ts';

/** What generator functions of this realm inherit from. */
export const generatorFunction: { readonly prototype: object } =
  /* @__PURE__ */ Object.getPrototypeOf(function* () {});

/** What calling an `async function*` gives: nothing here runs that. */
export function isAsyncGenerator(value: unknown): boolean {
  return (
    typeof (value as Partial<AsyncGenerator> | null | undefined)?.[Symbol.asyncIterator] ===
      'function' && typeof (value as Partial<AsyncGenerator>).throw === 'function'
  );
}

/** Is it a started coroutine: a generator, a compiled one too? */
export function isGenerator(value: unknown): boolean {
  // The quick way, for each function has a prototype of its own for its generators: 2 µs for three look-ups in it.
  const { prototype } = generatorFunction;
  if (Object.prototype.isPrototypeOf.call(prototype, value as object)) return true;
  const generator = value as Partial<Generator> | null | undefined;
  return (
    typeof generator?.next === 'function' &&
    typeof generator.throw === 'function' &&
    typeof generator[Symbol.iterator] === 'function' &&
    !(value instanceof Operation)
  );
}
