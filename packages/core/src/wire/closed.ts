import { InvalidStateError } from '../errors.ts';

const closed: WeakSet<object> = /* @__PURE__ */ new WeakSet();
const retired: WeakMap<object, object> = /* @__PURE__ */ new WeakMap();

/** What messages, spent guards and the bell still call, and what it is known by. */
const kept: ReadonlySet<PropertyKey> = /* @__PURE__ */ new Set([
  'constructor',
  'describe',
  'explain',
  'look',
]);

function isKept(key: PropertyKey): boolean {
  // What begins with _ is for Heddle itself, but that `select` asks by it is a use like any other.
  return kept.has(key) || (key !== '_choice' && String(key).startsWith('_'));
}

export function isClosed(object: object): boolean {
  return closed.has(object);
}

/**
 * From now on every member of the object throws. It gets another prototype, in which all are replaced: so an object that is
 * not closed pays nothing for the question whether it is.
 */
export function retire(object: object): void {
  const prototype = Object.getPrototypeOf(object) as object;
  let replacement = retired.get(prototype);
  if (replacement === undefined) retired.set(prototype, (replacement = refusing(prototype)));
  Object.setPrototypeOf(object, replacement);
  closed.add(object);
}

function refusing(prototype: object): object {
  const replacement = Object.create(prototype) as object;
  for (
    let level = prototype;
    level !== Object.prototype && level !== null;
    level = Object.getPrototypeOf(level) as object
  ) {
    for (const key of Reflect.ownKeys(level)) {
      if (isKept(key) || Object.hasOwn(replacement, key)) continue;
      const refuse = function (this: object): never {
        throw new InvalidStateError(
          `${String(key)} of ${titleOf(this)}: this thread has closed it`,
        );
      };
      const isMethod = typeof Reflect.getOwnPropertyDescriptor(level, key)?.value === 'function';
      const how = isMethod ? { value: refuse } : { get: refuse, set: refuse };
      Object.defineProperty(replacement, key, { ...how, configurable: true });
    }
  }
  return replacement;
}

/** How a message calls it. */
export function titleOf(object: object): string {
  const { describe } = object as { describe?: () => string };
  if (typeof describe === 'function') return describe.call(object);
  return `a ${object.constructor.name}`;
}
