import type { Shareable } from './kind.ts';

/**
 * What is left of `T` where all of it can cross to another thread, as far as types tell: what cannot is replaced by a
 * text that says why, so that passing it is an error which shows that text.
 * @example function put<T>(item: T & Sendable<T>): void
 */
export type Sendable<T> = 0 extends 1 & T
  ? T
  : unknown extends T
    ? T
    : T extends Untouched
      ? T
      : T extends symbol
        ? 'cannot send: a symbol'
        : T extends AnyFunction
          ? 'cannot send: a function'
          : T extends PromiseLike<unknown>
            ? 'cannot send: a Promise'
            : T extends WeakMap<WeakKey, unknown> | WeakSet<WeakKey> | WeakRef<WeakKey>
              ? 'cannot send: a weak reference'
              : T extends Host
                ? T
                : SendableParts<T>;

type SendableParts<T> =
  T extends Map<infer K, infer V>
    ? Map<Sendable<K>, Sendable<V>>
    : T extends ReadonlyMap<infer K, infer V>
      ? ReadonlyMap<Sendable<K>, Sendable<V>>
      : T extends Set<infer E>
        ? Set<Sendable<E>>
        : T extends ReadonlySet<infer E>
          ? ReadonlySet<Sendable<E>>
          : T extends Generator | AsyncGenerator | IteratorObject<unknown>
            ? 'cannot send: an iterator'
            : { [K in keyof T]: K extends symbol ? T[K] : Sendable<T[K]> };

type AnyFunction = ((...args: never[]) => unknown) | (abstract new (...args: never[]) => unknown);

/** Data as a whole: methods of these classes are no fields. */
type Untouched =
  | string
  | number
  | boolean
  | bigint
  | null
  | undefined
  | Shareable
  | Error
  | Date
  | RegExp
  | ArrayBuffer
  | SharedArrayBuffer
  | ArrayBufferView;

/** The runtime's own classes that structured clone or transfer knows, where the program's types have them. */
type Host = {
  [N in HostName]: typeof globalThis extends { [K in N]: { prototype: infer P } } ? P : never;
}[HostName];

type HostName =
  | 'AudioData'
  | 'Blob'
  | 'CryptoKey'
  | 'DOMException'
  | 'DOMMatrixReadOnly'
  | 'DOMPointReadOnly'
  | 'DOMRectReadOnly'
  | 'FileList'
  | 'FileSystemHandle'
  | 'ImageBitmap'
  | 'ImageData'
  | 'MediaSourceHandle'
  | 'MessagePort'
  | 'OffscreenCanvas'
  | 'RTCDataChannel'
  | 'ReadableStream'
  | 'TransformStream'
  | 'VideoFrame'
  | 'WritableStream';
