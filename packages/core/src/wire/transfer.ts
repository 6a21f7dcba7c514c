import { CannotSendError, InvalidArgumentError } from '../errors.ts';
import { show } from '../show.ts';
import { isSharedMemory } from './shape.ts';

let marked: WeakMap<object, ReadonlySet<object>> | undefined;

/**
 * Says what of a value moves to the thread that it is sent to, in place of being copied: here it is empty or unusable then.
 * It holds wherever the value crosses to another thread, itself or inside of what is sent; within a thread nothing moves.
 * Buffers move through everything; a port, a stream or a canvas as arguments and results, not through queues.
 * @param list What moves, of a view its buffer; without it, the value itself.
 * @example return transfer(pixels); // a Uint8Array
 * @throws InvalidArgumentError
 */
export function transfer<T extends object>(value: T, list: readonly object[] = [moving(value)]): T {
  if (typeof value !== 'object' || value === null) {
    throw new InvalidArgumentError(`transfer: needs an object, got ${show(value)}`);
  }
  if (!Array.isArray(list) || list.some((part) => typeof part !== 'object' || part === null)) {
    throw new InvalidArgumentError(
      `transfer: needs an array of what is to move, such as [bytes.buffer], got ${show(list)}`,
    );
  }
  const sharedAt = list.findIndex(isSharedMemory);
  if (sharedAt >= 0) {
    throw new InvalidArgumentError(
      `transfer: list[${sharedAt}] is shared memory, which both threads have; send it without transfer`,
    );
  }
  (marked ??= new WeakMap()).set(value, new Set(list.map(moving)));
  return value;
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
