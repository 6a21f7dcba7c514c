import {
  attempt,
  classNames,
  constructorNamed,
  isDOMException,
  newDOMException,
} from './error-class.ts';

export { registerErrorClass } from './error-class.ts';

/** What an error is, without what it refers to: plain data. */
export interface ErrorHead {
  /** The class and those above it, nearest first: the other side takes the first that it knows. */
  readonly types: readonly string[];
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** A code that the class provides, rather than the instance. */
  readonly code: string | number | undefined;
}

/** An error taken apart: its head, and own fields, whose values are yet to be encoded. */
export interface ErrorParts {
  readonly head: ErrorHead;
  readonly keys: readonly string[];
  readonly values: unknown[];
  /** So many of the first keys are not enumerable. */
  readonly hidden: number;
}

// What the language keeps in fields that are not enumerable, and `code`, which some libraries hide.
const hiddenKeys = ['cause', 'errors', 'error', 'suppressed', 'code'];
// Rebuilt from the head; the others are what engines add, each its own.
const ownedByHead: ReadonlySet<string> = /* @__PURE__ */ new Set(['message', 'stack']);

/** Never throws, whatever the error's getters and traps do. */
export function takeApart(error: object): ErrorParts {
  const read = (key: string): unknown =>
    attempt(() => Reflect.get(error, key) as unknown, undefined);
  const stack = read('stack');
  const code = read('code');
  const own = (key: string) =>
    attempt(() => Object.getOwnPropertyDescriptor(error, key), undefined);
  const hidden = hiddenKeys.filter((key) => own(key)?.enumerable === false);
  const open = attempt(() => Object.keys(error), []).filter((key) => !ownedByHead.has(key));
  const keys = [...hidden, ...open];
  return {
    head: {
      types: attempt(() => classNames(error), []),
      name: text(read('name'), 'Error'),
      message: text(read('message'), ''),
      stack: typeof stack === 'string' ? stack : undefined,
      code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
    },
    keys,
    values: keys.map((key) =>
      attempt(
        () => Reflect.get(error, key) as unknown,
        (reason) => `[its getter threw ${asText(reason)}]`,
      ),
    ),
    hidden: hidden.length,
  };
}

function text(value: unknown, otherwise: string): string {
  return value === undefined || value === null ? otherwise : asText(value);
}

/** `String(value)`, for values that may not even have that. */
export function asText(value: unknown): string {
  return attempt(
    () => String(value),
    () => attempt(() => Object.prototype.toString.call(value), '[unreadable]'),
  );
}

/** An error of the nearest class that is known here; the user's constructor is not run. Fields come with `completeError`. */
export function rebuildError(head: ErrorHead): Error {
  for (const name of head.types) {
    if (isDOMException(name)) {
      const exception = newDOMException(head.message, head.name);
      if (exception !== undefined) return withStack(exception, head);
    } else {
      const type = constructorNamed(name);
      if (type !== undefined) return withStack(ofClass(type.prototype as object, head), head);
    }
  }
  return withStack(ofClass(Error.prototype, head), head);
}

function ofClass(prototype: object, head: ErrorHead): Error {
  // A real error, with what engines keep inside of one, that then changes its class.
  const error = head.message === '' ? new Error() : new Error(head.message);
  return Object.setPrototypeOf(error, prototype) as Error;
}

function withStack(error: Error, head: ErrorHead): Error {
  define(
    error,
    'stack',
    head.stack ?? (head.message === '' ? head.name : `${head.name}: ${head.message}`),
  );
  return error;
}

/** Gives a rebuilt error its own fields, and what its class does not provide here. */
export function completeError(
  error: Error,
  head: ErrorHead,
  fields: Pick<ErrorParts, 'keys' | 'values' | 'hidden'>,
): void {
  for (const [index, key] of fields.keys.entries()) {
    define(error, key, fields.values[index], index >= fields.hidden);
  }
  const read = (key: string): unknown =>
    attempt(() => Reflect.get(error, key) as unknown, undefined);
  if (read('name') !== head.name) define(error, 'name', head.name);
  if (head.code !== undefined && read('code') === undefined) define(error, 'code', head.code, true);
}

function define(error: Error, key: string, value: unknown, enumerable = false): void {
  Reflect.defineProperty(error, key, { value, enumerable, writable: true, configurable: true });
}

/**
 * Puts the stack of this side under the one that the error brought:
 * ```
 * <remote stack>
 *     -- heading --
 * <local frames>
 * ```
 */
export function joinStacks(error: Error, heading: string, local: string): void {
  const remote = attempt(() => asText(error.stack ?? error), '');
  const lines = local.split('\n').filter((line) => line.trim() !== '');
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  // Engines without the `at` of V8 begin with the first frame.
  const frames = first === -1 ? lines.filter((line) => line.includes('@')) : lines.slice(first);
  define(error, 'stack', [remote.trimEnd(), `    -- ${heading} --`, ...frames].join('\n'));
}
