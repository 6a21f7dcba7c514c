import { CannotSendError } from '../errors.ts';
import type { ErrorParts } from './error.ts';
import { throughMemory, type Boundary } from './boundary.ts';
import { dropHandleOf } from './kind.ts';
import type { Kind } from './kind.ts';
import { Output } from './output.ts';
import { check, dataObstacle, errorFields, isDense, notAsBytes } from './scan.ts';
import { refusal, shapeOf } from './shape.ts';
import type { Shape } from './shape.ts';
import * as tag from './tag.ts';
import { buffersOf, mayMove } from './transfer.ts';

/** A container whose contents are still to be written: an error waits as its parts. */
type Waiting = object | ErrorParts;

/** Thrown within one message, when a buffer turns out to be seen through more than one view. */
const sharedBuffer: unique symbol = /* @__PURE__ */ Symbol('shared buffer') as never;

/** Makes messages of bytes, one after the other, in a scratch of its own. */
export class Writer extends Output {
  #root: unknown;
  #path = '';
  #boundary: Boundary = throughMemory;
  #checkedAll = false;
  #nodes: object[] = [];
  #index: Map<object, number> | undefined;
  #waiting: Waiting[] = [];
  #shapes: Shape[] = [];
  #depths: number[] = [];
  #depth = 0;
  #checked: Map<unknown, boolean> | undefined;
  #partlySeen: Set<object> | undefined;
  #wholeBuffers = false;
  /** Two by two, what stands in the message for objects of registered kinds: the kind, and its handle. */
  #handles: unknown[] = [];
  #moves: readonly ArrayBuffer[] | undefined;

  /** Has the last message handles in it? */
  get carriesHandles(): boolean {
    return this.#handles.length > 0;
  }

  /** The buffers that move with the last message; undefined: none. */
  get moves(): readonly ArrayBuffer[] | undefined {
    return this.#moves;
  }

  /** The value's bytes, in the scratch: they hold until the next message. */
  message(value: unknown, path: string, boundary: Boundary): Uint8Array {
    this.begin();
    this.#root = value;
    this.#path = path;
    this.#boundary = boundary;
    if (this.#handles.length > 0) this.#handles = [];
    try {
      if (!this.#alone(value)) this.#all(value);
      this.#moves = mayMove() ? this.#movesOf(value) : undefined;
      return this.result();
    } catch (reason) {
      this.#dropHandles();
      if (reason !== sharedBuffer) throw reason;
      return this.#again(value);
    } finally {
      this.#root = undefined;
      if (this.#nodes.length > 0) this.#forget();
      this.#wholeBuffers = false;
    }
  }

  #again(value: unknown): Uint8Array {
    this.#forget();
    this.begin();
    this.#wholeBuffers = true;
    try {
      this.#all(value);
      this.#moves = mayMove() ? this.#movesOf(value) : undefined;
      return this.result();
    } catch (reason) {
      this.#dropHandles();
      throw reason;
    }
  }

  /** @throws CannotSendError if it is no buffer. */
  #movesOf(value: unknown): readonly ArrayBuffer[] {
    // A view that is the whole message is not among them.
    const met = ArrayBuffer.isView(value) ? [...this.#nodes, value] : this.#nodes;
    return buffersOf(met, this.#path);
  }

  #dropHandles(): void {
    const handles = this.#handles;
    this.#handles = [];
    for (let i = 0; i < handles.length; i += 2) dropHandleOf(handles[i] as string, handles[i + 1]);
  }

  #forget(): void {
    this.#nodes = [];
    this.#index = undefined;
    this.#waiting = [];
    this.#shapes = [];
    this.#depths = [];
    this.#depth = 0;
    this.#checkedAll = false;
    this.#checked = undefined;
    this.#partlySeen = undefined;
  }

  /** A view as the whole message: nothing else can refer to its buffer, and its bytes are copied once. */
  #alone(value: unknown): boolean {
    if (!ArrayBuffer.isView(value) || dataObstacle(value, this.#boundary.means) !== undefined)
      return false;
    if ((value.buffer as ArrayBuffer).resizable) return false;
    this.#viewBytes(value);
    return true;
  }

  #all(value: unknown): void {
    this.#value(value);
    for (let i = 0; i < this.#waiting.length; i++) {
      const shape = this.#shapes[i] as Shape;
      this.#depth = (this.#depths[i] as number) + (shape === 'error' ? 1 : 0);
      this.#contents(this.#waiting[i] as Waiting, shape);
    }
  }

  #value(value: unknown): void {
    switch (typeof value) {
      case 'number':
        return this.number(value);
      case 'string':
        return this.string(value);
      case 'object':
        if (value === null) return this.byte(tag.NULL);
        return this.#object(value);
      case 'boolean':
        return this.byte(value ? tag.TRUE : tag.FALSE);
      case 'undefined':
        return this.byte(tag.UNDEFINED);
      case 'bigint':
        return this.bigint(value);
      default:
        this.#refuse(`a ${typeof value}`);
    }
  }

  #object(value: object): void {
    if (this.#known(value)) return;
    const shape = shapeOf(value);
    switch (shape) {
      case 'plain':
        this.byte(tag.PLAIN);
        return this.#wait(value, shape);
      case 'array':
        this.byte(tag.ARRAY);
        return this.#wait(value, shape);
      case 'map':
        this.byte(tag.MAP);
        return this.#wait(value, shape);
      case 'set':
        this.byte(tag.SET);
        return this.#wait(value, shape);
      case 'error':
        return this.#error(value);
      case 'kind':
        return this.#kind(value);
      case 'data':
        return this.#data(value);
      case 'host':
        return this.#refuse(notAsBytes(value, this.#boundary.means));
      case 'refused':
        return this.#refuse(refusal(value) ?? 'an object of this thread');
    }
  }

  /** Writes its number if it was met before; gives it one if not. */
  #known(value: object): boolean {
    const nodes = this.#nodes;
    let number: number | undefined;
    if (this.#index === undefined) number = nodes.indexOf(value);
    else number = this.#index.get(value) ?? -1;
    if (number !== -1) {
      this.byte(tag.SEEN);
      this.count(number);
      return true;
    }
    this.#index?.set(value, nodes.length);
    nodes.push(value);
    // A short list is searched faster than a Map is made.
    if (nodes.length === 9) this.#index = new Map(nodes.map((node, index) => [node, index]));
    return false;
  }

  #wait(value: Waiting, shape: Shape): void {
    this.#waiting.push(value);
    this.#shapes.push(shape);
    this.#depths.push(this.#depth);
  }

  #contents(value: Waiting, shape: Shape): void {
    switch (shape) {
      case 'plain':
        return this.#fields(value);
      case 'array':
        return this.#elements(value as unknown[]);
      case 'map':
        this.count((value as Map<unknown, unknown>).size);
        for (const [key, item] of value as Map<unknown, unknown>) {
          this.#value(key);
          this.#value(item);
        }
        return;
      case 'set':
        this.count((value as Set<unknown>).size);
        for (const element of value as Set<unknown>) this.#value(element);
        return;
      default: {
        const { keys, values } = value as ErrorParts;
        for (const [index, key] of keys.entries()) {
          this.string(key);
          this.#value(values[index]);
        }
      }
    }
  }

  #fields(value: object): void {
    const keys = Object.keys(value);
    this.count(keys.length);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      this.string(key);
      this.#value((value as Record<string, unknown>)[key]);
    }
  }

  #elements(value: unknown[]): void {
    const dense = isDense(value);
    this.byte(dense ? tag.ARRAY : tag.SPARSE);
    this.count(value.length);
    if (!dense) return this.#fields(value);
    for (let i = 0; i < value.length; i++) this.#value(value[i]);
  }

  #error(value: object): void {
    const checked = (this.#checked ??= new Map());
    const parts = errorFields(value, this.#depth, checked, this.#boundary);
    const { head, keys, hidden } = parts;
    this.byte(tag.ERROR);
    this.count(head.types.length);
    for (const type of head.types) this.string(type);
    this.string(head.name);
    this.string(head.message);
    this.#value(head.stack);
    this.#value(head.code);
    this.count(hidden);
    this.count(keys.length);
    this.#wait(parts, 'error');
  }

  #kind(value: object): void {
    // Nothing may be handed over before it is known that all of the message can cross.
    if (!this.#checkedAll) check(this.#root, this.#path, this.#boundary);
    this.#checkedAll = true;
    const kind = this.#boundary.kindOf(value) as Kind<object>;
    const data = kind.toHandle(value);
    this.#handles.push(kind.id, data);
    this.byte(tag.KIND);
    this.string(kind.id);
    const outer = [this.#nodes, this.#index, this.#waiting, this.#shapes, this.#depths] as const;
    const depth = this.#depth;
    [this.#nodes, this.#index, this.#waiting, this.#shapes, this.#depths] = [
      [],
      undefined,
      [],
      [],
      [],
    ];
    this.#all(data);
    [this.#nodes, this.#index, this.#waiting, this.#shapes, this.#depths] = outer;
    this.#depth = depth;
  }

  #data(value: object): void {
    const obstacle = dataObstacle(value, this.#boundary.means);
    if (obstacle !== undefined) this.#refuse(obstacle);
    if (ArrayBuffer.isView(value)) this.#viewOf(value);
    else if (value instanceof ArrayBuffer) this.#buffer(value);
    else if (value instanceof Date) {
      this.byte(tag.DATE);
      this.number(value.getTime());
    } else if (value instanceof RegExp) {
      this.byte(tag.REGEXP);
      this.string(value.source);
      this.string(value.flags);
    } else {
      this.byte(tag.BOXED);
      this.#value(value.valueOf());
    }
  }

  #buffer(buffer: ArrayBuffer): void {
    if (this.#partlySeen?.has(buffer)) throw sharedBuffer;
    this.byte(tag.BUFFER);
    this.count(buffer.byteLength);
    this.count(buffer.resizable ? buffer.maxByteLength + 1 : 0);
    this.copy(new Uint8Array(buffer));
  }

  #viewOf(view: ArrayBufferView): void {
    const buffer = view.buffer as ArrayBuffer;
    const whole = view.byteLength === buffer.byteLength || buffer.resizable || this.#wholeBuffers;
    const named = this.#index?.has(buffer) ?? this.#nodes.includes(buffer);
    if (!whole && !named) {
      if (this.#partlySeen?.has(buffer)) throw sharedBuffer;
      (this.#partlySeen ??= new Set()).add(buffer);
      return this.#viewBytes(view);
    }
    this.byte(tag.VIEW);
    this.byte(typeOf(view));
    this.#object(buffer);
    this.count(view.byteOffset);
    const follows = buffer.resizable && view.byteOffset + view.byteLength === buffer.byteLength;
    this.count(follows ? 0 : view.byteLength + 1);
  }

  #viewBytes(view: ArrayBufferView): void {
    this.byte(tag.VIEW_BYTES);
    this.byte(typeOf(view));
    this.count(view.byteLength);
    this.copy(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  }

  /** Looks for the path only now, so that messages which can cross do not pay for it. */
  #refuse(what: string): never {
    check(this.#root, this.#path, this.#boundary);
    throw new CannotSendError(this.#path, what);
  }
}

function typeOf(view: ArrayBufferView): number {
  // The tag is that of the language's own class, whatever class is derived from it (Node's Buffer).
  return tag.viewTypes.indexOf(
    (view as unknown as { [Symbol.toStringTag]: string })[Symbol.toStringTag],
  );
}
