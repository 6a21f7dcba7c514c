import { InvalidArgumentError, InvalidHandleError } from '../errors.ts';

/**
 * What Heddle's own objects have in common: they may cross, methods and all, but not as a copy. An own function property
 * makes structured clone refuse them, and it is what tells them apart in a type.
 */
export interface Shareable {
  readonly toJSON: () => never;
}

/** How objects of one class cross a boundary: as a handle, from which the other side makes its own object. */
export interface Kind<T extends object> {
  /** The same in every thread. */
  readonly id: string;
  /** Its objects go to processes, and to no thread. */
  readonly onlyTo?: 'process';
  readonly type: abstract new (...args: never[]) => T;
  /**
   * Plain data, which structured clone takes; makes the object shared if it was not. Called again for the same object, it
   * gives an equal handle. Each one keeps what it stands for until it has become an object by `fromHandle`, or is dropped.
   */
  toHandle(value: T): unknown;
  fromHandle(data: unknown): T;
  /** For a handle that will not arrive. */
  drop?(data: unknown): void;
  /** A handle that may arrive never or many times: it keeps what it stands for until `value` is closed. */
  pin?(value: T): unknown;
  /** Before each `fromHandle` of such a one. @throws InvalidHandleError if what it stood for is gone. */
  again?(data: unknown): void;
  /** Lets go of it at once. @throws InvalidStateError if this thread holds it or waits for it. */
  close?(value: T, action: string): void;
}

const byId: Map<string, Kind<object>> = /* @__PURE__ */ new Map();
const byPrototype: Map<object, Kind<object>> = /* @__PURE__ */ new Map();

/**
 * Lets objects of a class cross. Registering the same kind again does nothing.
 * @throws InvalidArgumentError if another kind has that id.
 */
export function registerKind<T extends object>(kind: Kind<T>): void {
  const before: unknown = byId.get(kind.id);
  if (before === kind) return;
  if (before !== undefined) {
    throw new InvalidArgumentError(
      `cannot register the kind "${kind.id}": another one has this id; choose an id of its own, or load core once`,
    );
  }
  byId.set(kind.id, kind as unknown as Kind<object>);
  byPrototype.set(kind.type.prototype as object, kind as unknown as Kind<object>);
}

/** The kind of an object, by its class or the nearest class above it. */
export function kindOf(value: object): Kind<object> | undefined {
  if (byPrototype.size === 0) return undefined;
  let prototype = Object.getPrototypeOf(value) as object | null;
  while (prototype !== null) {
    const kind = byPrototype.get(prototype);
    if (kind !== undefined) return kind;
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return undefined;
}

/** The object that a handle of this kind stands for. */
export function fromHandleOf(id: string, data: unknown): object {
  return known(id).fromHandle(data);
}

/** Says that a handle will not arrive. */
export function dropHandleOf(id: string, data: unknown): void {
  byId.get(id)?.drop?.(data);
}

/** Lets a handle become an object that was made to do so any number of times. */
export function useAgain(id: string, data: unknown): void {
  known(id).again?.(data);
}

function known(id: string): Kind<object> {
  const kind = byId.get(id);
  if (kind !== undefined) return kind;
  throw new InvalidHandleError(
    `cannot receive a handle of the kind "${id}": this thread does not know it; import the class there, of the same version (for an executor call shareExecutors())`,
  );
}
