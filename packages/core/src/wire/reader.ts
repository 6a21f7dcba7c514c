import { InvalidHandleError } from '../errors.ts';
import { completeError, rebuildError } from './error.ts';
import type { ErrorHead } from './error.ts';
import { Input } from './input.ts';
import { dropHandleOf, fromHandleOf, useAgain } from './kind.ts';
import { setOwn } from './own.ts';
import * as tag from './tag.ts';

/** What is known of an error before its fields come. */
interface OpenError {
  readonly error: Error;
  readonly head: ErrorHead;
  readonly hidden: number;
  readonly length: number;
}

type ViewConstructor = new (buffer: ArrayBuffer, offset: number, length?: number) => object;

/** Reads messages of bytes, one after the other. */
export class Reader extends Input {
  #nodes: object[] = [];
  #waiting: object[] = [];
  #tags: number[] = [];
  /** Errors of a kind's own `fromHandle` are not ours. */
  #outside = false;
  /** What becomes of its handles. `drop`: nobody wants the value; `keep`: it will be read once more. */
  #mode: 'take' | 'drop' | 'keep' = 'take';

  message(bytes: Uint8Array): unknown {
    this.load(bytes, 0, bytes.length);
    return this.read();
  }

  /** The value of the bytes that were loaded. */
  read(): unknown {
    try {
      const value = this.#all();
      this.end();
      return value;
    } catch (reason) {
      if (this.#outside || reason instanceof InvalidHandleError) throw reason;
      // Such as a regular expression that is none.
      return this.corrupt('its contents do not fit their type', reason);
    } finally {
      this.#outside = false;
      if (this.#nodes.length > 0) this.#forget();
    }
  }

  /** Drops the handles of a message that nobody will read. */
  discard(bytes: Uint8Array): void {
    this.#in('drop', bytes);
  }

  /** The value of a message that will be read once more. */
  peek(bytes: Uint8Array): unknown {
    return this.#in('keep', bytes);
  }

  #in(mode: 'drop' | 'keep', bytes: Uint8Array): unknown {
    this.#mode = mode;
    try {
      return this.message(bytes);
    } finally {
      this.#mode = 'take';
    }
  }

  #forget(): void {
    this.#nodes = [];
    this.#waiting = [];
    this.#tags = [];
  }

  #all(): unknown {
    const value = this.value();
    for (let i = 0; i < this.#waiting.length; i++) {
      this.#contents(this.#waiting[i] as object, this.#tags[i] as number);
    }
    return value;
  }

  protected override object(type: number): object {
    switch (type) {
      case tag.SEEN:
        return this.#nodes[this.count()] ?? this.corrupt('it mentions an object that never came');
      case tag.PLAIN:
        return this.#wait({}, type);
      case tag.ARRAY:
        return this.#wait([], type);
      case tag.MAP:
        return this.#wait(new Map(), type);
      case tag.SET:
        return this.#wait(new Set(), type);
      case tag.ERROR:
        return this.#error();
      case tag.KIND:
        return this.#kind();
      case tag.DATE:
        return this.#node(new Date(this.value() as number));
      case tag.REGEXP:
        return this.#node(new RegExp(this.string(), this.string()));
      case tag.BOXED:
        return this.#node(Object(this.value()) as object);
      case tag.BUFFER: {
        const length = this.count();
        const maximum = this.count();
        const options = maximum === 0 ? undefined : { maxByteLength: maximum - 1 };
        const buffer = this.copy(length, options);
        return this.#node(buffer);
      }
      case tag.VIEW: {
        // It has its number before its buffer has one.
        const number = this.#nodes.push(this.#nodes) - 1;
        const name = tag.viewTypes[this.byte()];
        const buffer = this.value();
        if (!(buffer instanceof ArrayBuffer)) return this.corrupt('a view has no buffer');
        const offset = this.count();
        const length = this.count();
        const view = makeView(name, buffer, offset, length === 0 ? undefined : length - 1);
        return (this.#nodes[number] = view);
      }
      case tag.VIEW_BYTES: {
        const name = tag.viewTypes[this.byte()];
        const length = this.count();
        return this.#node(makeView(name, this.copy(length), 0, length));
      }
      default:
        return this.corrupt(`it has the unknown tag ${type}`);
    }
  }

  #node(value: object): object {
    this.#nodes.push(value);
    return value;
  }

  #wait(value: object, type: number): object {
    this.#nodes.push(value);
    this.#waiting.push(value);
    this.#tags.push(type);
    return value;
  }

  #contents(value: object, type: number): void {
    switch (type) {
      case tag.PLAIN:
        return this.#fields(value, this.count());
      case tag.ARRAY: {
        const array = value as unknown[];
        const sparse = this.byte() === tag.SPARSE;
        const length = this.count();
        if (sparse) {
          array.length = length;
          return this.#fields(array, this.count());
        }
        for (let i = 0; i < length; i++) array.push(this.value());
        return;
      }
      case tag.MAP:
        for (let left = this.count(); left > 0; left--) {
          (value as Map<unknown, unknown>).set(this.value(), this.value());
        }
        return;
      case tag.SET:
        for (let left = this.count(); left > 0; left--) (value as Set<unknown>).add(this.value());
        return;
      default:
        this.#completeError(value as OpenError);
    }
  }

  #fields(value: object, length: number): void {
    for (let left = length; left > 0; left--) setOwn(value, this.key(), this.value());
  }

  #error(): Error {
    const types: string[] = [];
    for (let left = this.count(); left > 0; left--) types.push(this.string());
    const head: ErrorHead = {
      types,
      name: this.string(),
      message: this.string(),
      stack: this.value() as string | undefined,
      code: this.value() as string | number | undefined,
    };
    const error = rebuildError(head);
    this.#nodes.push(error);
    const open: OpenError = { error, head, hidden: this.count(), length: this.count() };
    this.#waiting.push(open);
    this.#tags.push(tag.ERROR);
    return error;
  }

  #completeError({ error, head, hidden, length }: OpenError): void {
    const keys: string[] = [];
    const values: unknown[] = [];
    for (let left = length; left > 0; left--) {
      keys.push(this.string());
      values.push(this.value());
    }
    completeError(error, head, { keys, values, hidden });
  }

  #kind(): object {
    const number = this.#nodes.push(this.#nodes) - 1;
    const id = this.string();
    const outer = [this.#nodes, this.#waiting, this.#tags] as const;
    this.#forget();
    const data = this.#all();
    [this.#nodes, this.#waiting, this.#tags] = outer;
    this.#outside = true;
    if (this.#mode === 'keep') useAgain(id, data);
    const object = this.#mode === 'drop' ? dropped(id, data) : fromHandleOf(id, data);
    this.#outside = false;
    return (this.#nodes[number] = object);
  }
}

function dropped(id: string, data: unknown): object {
  dropHandleOf(id, data);
  return {};
}

function makeView(
  name: string | undefined,
  buffer: ArrayBuffer,
  offset: number,
  byteLength: number | undefined,
): object {
  const type = (globalThis as Record<string, unknown>)[name ?? ''] as
    | (ViewConstructor & { readonly BYTES_PER_ELEMENT?: number })
    | undefined;
  if (type === undefined) {
    throw new InvalidHandleError(
      `cannot receive a ${name ?? 'view of an unknown type'}: this runtime has no such class`,
    );
  }
  if (byteLength === undefined) return new type(buffer, offset);
  return new type(buffer, offset, byteLength / (type.BYTES_PER_ELEMENT ?? 1));
}
