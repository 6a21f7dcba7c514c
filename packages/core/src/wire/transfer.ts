import { CannotSendError, InvalidArgumentError } from '../errors.ts';
import { show } from '../show.ts';
import { isSharedMemory, shapeOf } from './shape.ts';

let marked: WeakMap<object, ReadonlySet<object>> | undefined;

/**
 * Says what of a value moves to the thread that it is sent to, in place of being copied: here it is empty or unusable then.
 * It holds wherever the value crosses to another thread, itself or inside of what is sent; within a thread nothing moves.
 * Buffers move through everything; a port, a stream or a canvas as arguments and results, not through queues.
 * @param list What moves, of a view its buffer; without it, the value itself.
 * @example return transfer(pixels); // a Uint8Array
 * @throws InvalidArgumentError
 */
export function transfer<T extends object>(value: T, list?: readonly object[]): T {
  if (typeof value !== 'object' || value === null) {
    throw new InvalidArgumentError(`transfer: needs an object, got ${show(value)}`);
  }
  if (list === undefined) requireMovable('transfer: its value', value);
  else requireAllMovable('transfer: list', list);
  (marked ??= new WeakMap()).set(value, new Set((list ?? [value]).map(moving)));
  return value;
}

/** @throws InvalidArgumentError unless it is an array of what may move, with the place of what may not. */
export function requireAllMovable(name: string, list: unknown): void {
  if (!Array.isArray(list)) {
    throw new InvalidArgumentError(
      `${name} must be an array of what is to move, such as [bytes.buffer], got ${show(list)}`,
    );
  }
  for (const [index, part] of list.entries()) requireMovable(`${name}[${index}]`, part);
}

function requireMovable(name: string, part: unknown): void {
  if (typeof part === 'object' && part !== null) {
    if (isSharedMemory(moving(part))) {
      throw new InvalidArgumentError(
        `${name} is shared memory, which both threads have; send it without transfer`,
      );
    }
    if (mayBeMovable(part)) return;
  }
  throw new InvalidArgumentError(
    `${name} must be an ArrayBuffer, a view of one, or what else moves (a port, a stream), got ${show(part)}`,
  );
}

/** A class of the runtime's own may be one whose objects move; plain data of the language does not. */
function mayBeMovable(part: object): boolean {
  if (ArrayBuffer.isView(part) || part instanceof ArrayBuffer) return true;
  const shape = shapeOf(part);
  if (shape !== 'plain') return shape === 'host';
  const prototype = Object.getPrototypeOf(part) as object | null;
  return prototype !== null && prototype !== Object.prototype;
}

function moving(value: object): object {
  return ArrayBuffer.isView(value) ? value.buffer : value;
}

/** Has anything been marked to move? Else nobody need look. */
export function mayMove(): boolean {
  return marked !== undefined;
}

/** Classes of which structured clone makes no copies. */
const onlyMoved: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'MessagePort',
  'ReadableStream',
  'WritableStream',
  'TransformStream',
  'OffscreenCanvas',
  'RTCDataChannel',
  'MediaSourceHandle',
]);

/** Why this object of the runtime cannot be sent unless it moves; undefined if it can. */
export function mustMove(node: object): string | undefined {
  const { name } = node.constructor as { name?: string };
  if (name === undefined || !onlyMoved.has(name)) return undefined;
  return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}, which cannot be copied, only moved: transfer(…) says so`;
}

/** What moves with any of these objects, each once. */
export function movesOf(nodes: readonly object[]): readonly object[] {
  if (marked === undefined) return [];
  const moves = new Set<object>();
  for (const node of nodes) {
    for (const part of marked.get(node) ?? []) moves.add(part);
    if (!ArrayBuffer.isView(node)) continue;
    for (const part of marked.get(node.buffer) ?? []) moves.add(part); // it crosses with its buffer
  }
  return [...moves];
}

/**
 * What moves with them where bytes are copied: their buffers.
 * @param path What the caller calls the value.
 * @throws CannotSendError if anything else is to move.
 */
export function buffersOf(nodes: readonly object[], path: string): readonly ArrayBuffer[] {
  return movesOf(nodes).map((part) => {
    if (part instanceof ArrayBuffer) return part;
    throw new CannotSendError(
      path,
      'what is to move is no ArrayBuffer, and only those move through shared memory',
    );
  });
}

/**
 * Leaves them empty here: their bytes are where they were to go. One that its runtime does not let go of (that of Node's small
 * Buffers, of a WebAssembly.Memory) stays as it is, so it was copied.
 */
export function empty(buffers: readonly ArrayBuffer[]): void {
  for (const buffer of buffers) {
    try {
      if (!buffer.detached) buffer.transfer(0);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
}
