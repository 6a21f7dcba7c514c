import { kindOf } from './kind.ts';
import { runtimeObstacle } from './runtime-obstacle.ts';

/**
 * How a value crosses. `plain`, `array`, `map` and `set` are containers, whose contents count; `data` is copied as
 * a whole; `host` is an object of the runtime (a MessagePort, a Blob), which only postMessage knows how to send.
 */
export type Shape =
  | 'plain'
  | 'array'
  | 'map'
  | 'set'
  | 'error'
  | 'kind'
  | 'data'
  | 'host'
  | 'refused';

type Class = abstract new (...args: never[]) => object;

// Decided once per prototype. Kinds are looked up before, since they may be registered later.
const known: WeakMap<object, Shape> = /* @__PURE__ */ new WeakMap();

export function shapeOf(value: object): Shape {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === Object.prototype || prototype === null) return 'plain';
  if (Array.isArray(value)) return 'array';
  if (kindOf(value) !== undefined) return 'kind';
  let shape = known.get(prototype);
  if (shape === undefined) known.set(prototype, (shape = classify(value)));
  return shape;
}

function classify(value: object): Shape {
  if (value instanceof Map) return 'map';
  if (value instanceof Set) return 'set';
  const tag = tagOf(value);
  // By the tag too, since a DOMException is no Error everywhere, and errors of another realm are none of this one.
  if (value instanceof Error || tag === 'Error' || tag === 'DOMException') return 'error';
  if (isData(value)) return 'data';
  if (refusal(value) !== undefined) return 'refused';
  return isHost(value) ? 'host' : 'plain';
}

function isData(value: object): boolean {
  return (
    ArrayBuffer.isView(value) ||
    value instanceof ArrayBuffer ||
    isSharedMemory(value) ||
    value instanceof Date ||
    value instanceof RegExp ||
    value instanceof Number ||
    value instanceof String ||
    value instanceof Boolean ||
    value instanceof BigInt
  );
}

/** A page without cross-origin isolation has no SharedArrayBuffer to ask `instanceof` of. */
export function isSharedMemory(value: object): value is SharedArrayBuffer {
  return typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer;
}

/** Why no boundary lets this object through; `undefined` if one may. */
export function refusal(value: object): string | undefined {
  const tag = tagOf(value);
  if (value instanceof Promise || tag === 'Promise') return 'a Promise';
  if (value instanceof WeakMap || value instanceof WeakSet) return `a ${tag}`;
  if (value instanceof WeakRef || tag === 'FinalizationRegistry') return `a ${tag}`;
  if (tag === 'Generator' || tag === 'AsyncGenerator') return 'a generator';
  if (tag.endsWith(' Iterator') || tag === 'Iterator Helper') return 'an iterator';
  return value instanceof Symbol ? 'a symbol' : runtimeObstacle(value, tag);
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

/** Is its class, or one above it, a global of the runtime? Such objects hide their state; none of it is in own fields. */
function isHost(value: object): boolean {
  let prototype = Object.getPrototypeOf(value) as object | null;
  while (prototype !== null && prototype !== Object.prototype) {
    const type = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value as
      | Class
      | undefined;
    if (typeof type === 'function' && type.name !== '' && type !== (Object as unknown)) {
      const global = (globalThis as Record<string, unknown>)[type.name];
      if (global === type || isNative(type)) return true;
    }
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return false;
}

/** Written in the engine's own language. `Object` of another realm is, and stands for plain data there. */
function isNative(type: Class): boolean {
  return (
    type.name !== 'Object' &&
    /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(type))
  );
}
