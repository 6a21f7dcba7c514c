import { CannotSendError } from '../errors.ts';
import { asText, takeApart } from './error.ts';
import { attempt } from './error-class.ts';
import type { ErrorParts } from './error.ts';
import { Inside, pathOf } from './path.ts';
import type { Step } from './path.ts';
import { throughMemory, type Boundary, type Means } from './boundary.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { isSharedMemory, refusal, shapeOf } from './shape.ts';
import type { Shape } from './shape.ts';
import { movesOf, mustMove } from './transfer.ts';

/** Errors within errors (as causes, say) cross up to this depth: an error may make a new cause at each look. */
const maxErrorDepth = 64;

/** Every object that a value leads to, once, nearest first. No recursion: data may be nested as deep as it likes. */
export class Scan {
  readonly nodes: object[] = [];
  readonly shapes: Shape[] = [];
  /** Where each object was met first. */
  readonly index: Map<object, number> = new Map();
  /** Values of objects that have accessors, in the order of their keys: an accessor is read once. */
  readonly read: Map<object, unknown[]> = new Map();
  readonly errors: Map<object, ErrorParts> = new Map();
  /** Does it hold something that structured clone would not carry as it should? */
  special = false;

  readonly #boundary: Boundary;
  readonly #root: string;
  /** Leave errors as they are, and do not look into them. */
  readonly #besideErrors: boolean;
  readonly #checked: Map<unknown, boolean> = new Map();
  readonly #parents: number[] = [];
  readonly #steps: Step[] = [];
  /** How many errors each object is inside of. */
  readonly #depths: number[] = [];
  /** Where objects of the runtime were met. */
  readonly #hosts: number[] = [];
  #at = -1;

  constructor(value: unknown, root: string, boundary: Boundary, besideErrors = false) {
    this.#root = root;
    this.#boundary = boundary;
    this.#besideErrors = besideErrors;
    this.#meet(value, '');
    for (this.#at = 0; this.#at < this.nodes.length; this.#at++) this.#look();
    if (this.#hosts.length > 0) this.#lookAtHosts();
  }

  /** Once all is known that is to move. */
  #lookAtHosts(): void {
    const moves = movesOf(this.nodes);
    for (this.#at of this.#hosts) {
      const host = this.nodes[this.#at] as object;
      const obstacle = moves.includes(host) ? undefined : mustMove(host);
      if (obstacle !== undefined) this.#refuse(obstacle);
    }
  }

  #meet(value: unknown, step: Step): void {
    if (typeof value === 'object' && value !== null) {
      if (this.index.has(value)) return;
      this.index.set(value, this.nodes.length);
      this.nodes.push(value);
      this.#parents.push(this.#at);
      this.#steps.push(step);
      const inError = this.#at >= 0 && this.shapes[this.#at] === 'error' ? 1 : 0;
      this.#depths.push((this.#depths[this.#at] ?? 0) + inError);
    } else if (value === refuseCopy) this.#refuse(staying(this.nodes[this.#at]));
    else if (typeof value === 'function') this.#refuse('a function', step);
    else if (typeof value === 'symbol') this.#refuse('a symbol', step);
  }

  #look(): void {
    const node = this.nodes[this.#at] as object;
    const shape = shapeOf(node);
    this.shapes.push(shape);
    switch (shape) {
      case 'plain':
        return this.#plain(node);
      case 'array': {
        const array = node as unknown[];
        // Other fields, and the few elements of a sparse array, are found by key.
        if (isDense(array)) {
          for (let i = 0; i < array.length; i++) this.#meet(array[i], i);
        } else this.#plain(node);
        return;
      }
      case 'map':
        for (const [key, value] of node as Map<unknown, unknown>) {
          this.#meet(key, isSimple(key) ? '' : new Inside('key'));
          this.#meet(value, isSimple(value) ? '' : new Inside('value', key));
        }
        return;
      case 'set':
        for (const element of node as Set<unknown>) {
          this.#meet(element, isSimple(element) ? '' : new Inside('element'));
        }
        return;
      case 'error': {
        this.special = true;
        if (this.#besideErrors) return;
        const depth = this.#depths[this.#at] ?? 0;
        const parts = errorFields(node, depth, this.#checked, this.#boundary);
        this.errors.set(node, parts);
        for (const [index, key] of parts.keys.entries()) this.#meet(parts.values[index], key);
        return;
      }
      case 'kind':
        if (this.#boundary.kindOf(node) === undefined) this.#refuse(staying(node));
        this.special = true;
        return;
      case 'refused':
        return this.#refuse(refusal(node) ?? 'an object of this thread');
      case 'host':
        if (this.#boundary.means !== 'message')
          this.#refuse(notAsBytes(node, this.#boundary.means));
        this.#hosts.push(this.#at);
        return;
      case 'data':
        this.#data(node);
    }
  }

  #plain(node: object): void {
    const keys = Object.keys(node);
    let values: unknown[] | undefined;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      const descriptor = Object.getOwnPropertyDescriptor(node, key);
      if (descriptor?.get === undefined && values === undefined) {
        this.#meet(descriptor?.value, key);
        continue;
      }
      values ??= keys.slice(0, i).map((earlier) => Reflect.get(node, earlier) as unknown);
      const value = this.#get(node, key);
      values.push(value);
      this.#meet(value, key);
    }
    if (values !== undefined) {
      this.read.set(node, values);
      this.special = true;
    }
  }

  #get(node: object, key: string): unknown {
    try {
      return Reflect.get(node, key) as unknown;
    } catch (reason) {
      return this.#refuse(`its getter threw ${asText(reason)}`, key, reason);
    }
  }

  #data(node: object): void {
    const obstacle = dataObstacle(node, this.#boundary.means);
    if (obstacle !== undefined) this.#refuse(obstacle);
  }

  #refuse(what: string, step?: Step, cause?: unknown): never {
    const steps: Step[] = [];
    if (step !== undefined && this.#at >= 0) steps.push(step);
    for (let at = this.#at; at > 0; at = this.#parents[at] as number) {
      steps.push(this.#steps[at] as Step);
    }
    throw new CannotSendError(
      pathOf(this.#root, steps.toReversed()),
      what,
      cause === undefined ? undefined : { cause },
    );
  }
}

/** Why an object of Heddle's does not cross that has no kind. */
function staying(object: object | undefined): string {
  if (typeof (object as { then?: unknown } | undefined)?.then === 'function') {
    return 'an operation of this thread (a future, a task, a wait); await it and send its result';
  }
  const name = object?.constructor.name ?? 'Object';
  return `a Heddle object${name === 'Object' ? '' : ` (${name})`} that stays in its thread`;
}

/** Neither an object nor something that never crosses. `null` counts as an object here. */
export function isSimple(value: unknown): boolean {
  return typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol';
}

/** Neither holes nor fields beside the elements: integer keys come first, so the last one tells. */
export function isDense(array: readonly unknown[]): boolean {
  const { length } = array;
  const keys = Object.keys(array);
  return keys.length === length && (length === 0 || keys[length - 1] === String(length - 1));
}

/** Why these bytes cannot be copied. */
export function dataObstacle(node: object, means: Means): string | undefined {
  const buffer = ArrayBuffer.isView(node) ? node.buffer : node;
  if (isSharedMemory(buffer)) {
    return sharedObstacle[means];
  }
  return buffer instanceof ArrayBuffer && buffer.detached
    ? 'a detached ArrayBuffer: an earlier transfer has moved it away'
    : undefined;
}

const sharedObstacle: Record<Means, string | undefined> = {
  message: undefined,
  bytes: 'shared memory, which goes to a thread as an argument, not through a queue',
  process:
    'shared memory, which no other process can see; send a copy, or a Value or a SharedArray, which this process then serves',
};

export function notAsBytes(node: object, means: Means): string {
  const name = attempt(() => (node.constructor as { name?: string }).name, undefined);
  const what = `an object of the runtime${name === undefined ? '' : ` (${name})`}`;
  return `${what}, which ${means === 'process' ? 'no other process can have' : 'shared memory cannot carry'}`;
}

/** @throws CannotSendError with the path, if some of it cannot cross. */
export function check(value: unknown, root: string, boundary: Boundary): void {
  void new Scan(value, root, boundary);
}

/**
 * An error's parts, in which a field that cannot cross is replaced by its text: an error always arrives.
 * @param checked What is known of values that fields of other errors in the same message refer to.
 */
export function errorFields(
  error: object,
  depth: number,
  checked: Map<unknown, boolean>,
  boundary: Boundary,
): ErrorParts {
  const parts = takeApart(error);
  for (const [index, value] of parts.values.entries()) {
    if (isSimple(value) || value === null) continue;
    if (depth >= maxErrorDepth) {
      parts.values[index] = `[left out, ${maxErrorDepth} errors deep] ${asText(value)}`;
      continue;
    }
    let fits = checked.get(value);
    if (fits === undefined) checked.set(value, (fits = crosses(value, boundary)));
    if (!fits) parts.values[index] = asText(value);
  }
  return parts;
}

/** By any means that lead there, since an error does not choose how it travels. */
function crosses(value: unknown, boundary: Boundary): boolean {
  const strictest = boundary.means === 'message' ? throughMemory : boundary;
  // Errors always do; what is inside of them is looked at when their turn comes.
  return attempt(() => new Scan(value, '', strictest, true).nodes.length > 0, false);
}
