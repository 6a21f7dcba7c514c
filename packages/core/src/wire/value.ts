import { InvalidHandleError } from '../errors.ts';
import { byMessage, type Boundary } from './boundary.ts';
import { discardValue, movingBuffers, readOwnValue, writeValue } from './bytes.ts';
import { completeError, rebuildError } from './error.ts';
import type { ErrorParts } from './error.ts';
import { dropHandleOf, fromHandleOf, kindOf } from './kind.ts';
import type { Kind } from './kind.ts';
import { setOwn } from './own.ts';
import { Scan, isSimple } from './scan.ts';
import type { Shape } from './shape.ts';
import { movesOf } from './transfer.ts';

/** The version of what `encode` and `writeValue` make. Frames of bytes carry it in their own header. */
export const WIRE_VERSION = 1;

const largeBytes = 4096;

/** A value on its way through structured clone. */
export interface Wired {
  readonly wire: number;
  /** The value itself, or a copy of its containers without what they hold that is special. */
  readonly value: unknown;
  readonly special?: Special;
  /** In place of the value, where it goes to another process. */
  readonly bytes?: Uint8Array;
}

/**
 * What is put back on the other side. Structured clone keeps identity within a message, so a place is named by the
 * container itself: nothing in the user's data can be mistaken for it.
 */
interface Special {
  readonly slots: readonly (KindSlot | ErrorParts)[];
  /** Three by three: a container, the key in it, and the number of the slot that belongs there. */
  readonly holes: readonly unknown[];
  /** Two by two: an empty Map or Set, and its keys and values or elements, in order. */
  readonly refills: readonly unknown[];
}

interface KindSlot {
  readonly kind: string;
  readonly data: unknown;
}

/**
 * Makes a value ready for postMessage. Plain data goes as it is, without a copy.
 * @param path What the caller calls the value, for messages: `args`.
 * @param moves Gets what `transfer` says is to move; without it, all is copied.
 * @throws CannotSendError with the path to what cannot cross; nothing was handed over then.
 */
export function encode(
  value: unknown,
  path: string,
  moves?: object[],
  boundary: Boundary = byMessage,
): Wired {
  if (value === null || isSimple(value)) return { wire: WIRE_VERSION, value };
  if (boundary.means !== 'message') {
    const bytes = writeValue(value, path, boundary).slice();
    moves?.push(...(movingBuffers() ?? []));
    return { wire: WIRE_VERSION, value: undefined, bytes };
  }
  const scan = new Scan(value, path, boundary);
  moves?.push(...movesOf(scan.nodes));
  return scan.special ? new Graft(scan).result(value) : { wire: WIRE_VERSION, value };
}

/** That a value can cross, for one that goes later. Nothing is handed over. @throws CannotSendError with the path to what cannot. */
export function mustBeSendable(value: unknown, path: string, boundary: Boundary = byMessage): void {
  if (value !== null && !isSimple(value)) void new Scan(value, path, boundary);
}

/** Puts handles and heads of errors in the place of objects, in a copy of the containers that lead to them. */
class Graft {
  readonly #scan: Scan;
  readonly #slotOf: Map<object, number> = new Map();
  readonly #copies: Map<object, object> = new Map();
  readonly #holes: unknown[] = [];
  readonly #refills: unknown[] = [];

  constructor(scan: Scan) {
    this.#scan = scan;
  }

  result(value: unknown): Wired {
    const { nodes, shapes, errors } = this.#scan;
    for (const index of this.#leadingToSpecial()) {
      const node = nodes[index] as object;
      const shape = shapes[index] as Shape;
      if (isSpecial(shape)) this.#slotOf.set(node, this.#slotOf.size);
      else this.#copies.set(node, emptyLike(node, shape));
    }
    for (const [index, node] of nodes.entries()) {
      const copy = this.#copies.get(node);
      if (copy !== undefined) this.#fill(node, shapes[index] as Shape, copy);
    }
    const slots: (KindSlot | ErrorParts)[] = [];
    for (const node of this.#slotOf.keys()) {
      const parts = errors.get(node);
      if (parts === undefined) {
        const kind = kindOf(node) as Kind<object>;
        try {
          slots.push({ kind: kind.id, data: kind.toHandle(node) });
        } catch (error) {
          dropAll(slots);
          throw error;
        }
      } else slots.push({ ...parts, values: this.#list(parts.values) });
    }
    const special = { slots, holes: this.#holes, refills: this.#refills };
    const wired = { wire: WIRE_VERSION, value: undefined, special };
    this.#place(wired, 'value', value);
    return wired;
  }

  /** The special objects themselves, and each container from which a way leads to one. */
  #leadingToSpecial(): Set<number> {
    const { nodes, shapes, index, read } = this.#scan;
    const holders: number[][] = nodes.map(() => []);
    const found = new Set<number>();
    for (const [holder, node] of nodes.entries()) {
      if (isSpecial(shapes[holder] as Shape) || read.has(node)) found.add(holder);
      for (const child of this.#children(node, shapes[holder] as Shape)) {
        const at = index.get(child as object);
        if (at !== undefined) holders[at]?.push(holder);
      }
    }
    // A Set is walked in order of insertion, what is added on the way included.
    for (const at of found) {
      for (const holder of holders[at] as number[]) found.add(holder);
    }
    return found;
  }

  #children(node: object, shape: Shape): Iterable<unknown> {
    if (shape === 'map') return [...(node as Map<unknown, unknown>)].flat();
    if (shape === 'set') return node as Set<unknown>;
    if (shape === 'plain' || shape === 'array') {
      return this.#scan.read.get(node) ?? (Object.values(node) as unknown[]);
    }
    return this.#scan.errors.get(node)?.values ?? [];
  }

  #fill(node: object, shape: Shape, copy: object): void {
    if (shape === 'map' || shape === 'set') {
      this.#refills.push(copy, this.#list([...this.#children(node, shape)]));
      return;
    }
    const read = this.#scan.read.get(node);
    for (const [index, key] of Object.keys(node).entries()) {
      this.#place(copy, key, read === undefined ? Reflect.get(node, key) : read[index]);
    }
  }

  #list(values: readonly unknown[]): unknown[] {
    const list: unknown[] = [];
    for (const [index, value] of values.entries()) this.#place(list, index, value);
    return list;
  }

  #place(container: object, key: string | number, value: unknown): void {
    const slot = this.#slotOf.get(value as object);
    if (slot === undefined) setOwn(container, key, this.#copies.get(value as object) ?? value);
    else {
      setOwn(container, key, null);
      this.#holes.push(container, key, slot);
    }
  }
}

function isSpecial(shape: Shape): boolean {
  return shape === 'error' || shape === 'kind';
}

function emptyLike(node: object, shape: Shape): object {
  if (shape === 'map') return new Map();
  if (shape === 'set') return new Set();
  if (shape !== 'array') return {};
  const copy: unknown[] = [];
  copy.length = (node as unknown[]).length;
  return copy;
}

/** Says that an encoded value will not arrive: what it carried handles of does not wait for it. */
export function discard({ special, bytes }: Wired): void {
  if (bytes !== undefined) discardValue(bytes);
  else if (special !== undefined) dropAll(special.slots);
}

function dropAll(slots: readonly (KindSlot | ErrorParts)[]): void {
  for (const slot of slots) if ('kind' in slot) dropHandleOf(slot.kind, slot.data);
}

/**
 * The value that another thread encoded. Takes over the message: what it holds becomes part of the result.
 * @throws InvalidHandleError if it is of another version, or no such message.
 */
export function decode(wired: Wired): unknown {
  checkVersion(wired);
  const { special, bytes } = wired;
  if (bytes !== undefined) return valueOf(bytes);
  if (special === undefined) return wired.value;
  const { slots, holes, refills } = special;
  const objects: object[] = [];
  try {
    for (const slot of slots) {
      objects.push('kind' in slot ? fromHandleOf(slot.kind, slot.data) : rebuildError(slot.head));
    }
  } catch (error) {
    dropAll(slots.slice(objects.length + 1));
    throw error;
  }
  for (let i = 0; i < holes.length; i += 3) {
    setOwn(holes[i] as object, holes[i + 1] as string | number, objects[holes[i + 2] as number]);
  }
  for (let i = 0; i < refills.length; i += 2) {
    refill(refills[i] as Map<unknown, unknown> | Set<unknown>, refills[i + 1] as unknown[]);
  }
  for (const [index, slot] of slots.entries()) {
    if (!('kind' in slot)) completeError(objects[index] as Error, slot.head, slot);
  }
  return wired.value;
}

/** The bytes are given back at once: the collector comes to them late, and large ones make it come often. */
function valueOf(bytes: Uint8Array): unknown {
  try {
    return readOwnValue(bytes);
  } finally {
    if (bytes.length >= largeBytes) (bytes.buffer as ArrayBuffer).transfer(0);
  }
}

function refill(container: Map<unknown, unknown> | Set<unknown>, list: unknown[]): void {
  if (container instanceof Set) for (const element of list) container.add(element);
  else for (let i = 0; i < list.length; i += 2) container.set(list[i], list[i + 1]);
}

function checkVersion(wired: unknown): void {
  const version =
    typeof wired === 'object' && wired !== null ? Reflect.get(wired, 'wire') : undefined;
  if (version === WIRE_VERSION) return;
  throw new InvalidHandleError(
    typeof version === 'number'
      ? `cannot decode a message of wire version ${version}: this thread has version ${WIRE_VERSION}; load the same version of Heddle in both`
      : `cannot decode ${wired === null ? 'null' : typeof wired}: it is no message that encode() made`,
  );
}
