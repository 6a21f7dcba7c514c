import { InvalidArgumentError, InvalidStateError } from '../errors.ts';
import { show, type Suspended } from '../operation/operation.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { current, type Running } from '../wait/current.ts';
import {
  GreenletExit,
  Switch,
  Trampoline,
  block,
  flowOf,
  inside,
  setTracer,
  type GreenletState,
  type GreenletTrace,
} from './trampoline.ts';

export { GreenletExit, type GreenletTrace } from './trampoline.ts';

/** What a greenlet runs: a generator function that switches with `yield*`, or a plain function that uses `…Sync`. */
export type GreenletFunction = (...values: never[]) => unknown;

/** A switch that waits for its `yield*`, which evaluates to what somebody switches back with. */
export type GreenletSwitch<T> = Iterable<Suspended, T, unknown>;

let count = 0;

const mains: WeakMap<Running, Greenlet> = /* @__PURE__ */ new WeakMap();
let mainOfThread: Greenlet | undefined;
const runsMain = (): void => {};

/**
 * A function that hands over to another by name, and goes on where it was when somebody switches back to it.
 * A generator function switches with `yield* other.switch(…)`, and may `yield*` operations: the whole tree of its task waits.
 * A program without generators enters by `switchSync`. A greenlet belongs to the coroutine's task that starts it, or to the
 * thread, if plain code or an async function does.
 * JavaScript never ends a greenlet that nobody switches to any more: `kill` it, or use `using`.
 * @example
 * const pong: Greenlet = new Greenlet(function* (word: string): Coroutine<string> {
 *   return `${word}, ${yield* pong.parent!.switch<string>('pong')}`;
 * });
 * pong.switchSync('ping'); // 'pong'
 * pong.switchSync('again'); // 'ping, again'
 * Python: greenlet.greenlet.
 */
export class Greenlet {
  readonly name: string;
  /** A copy would be dead, also in another thread: structured clone and JSON refuse. */
  readonly toJSON: () => never = refuseCopy;
  /** @internal */
  _state: GreenletState = 'fresh';
  /** @internal */
  _run: GreenletFunction | undefined;
  /** @internal */
  _generator: Iterator<unknown, unknown, unknown> | undefined = undefined;
  /** @internal */
  _parent: Greenlet | undefined = undefined;
  /** The main greenlet of the flow that it belongs to, once it has begun. @internal */
  _home: Greenlet | undefined = undefined;
  /** Of a main one: its task. @internal */
  _flow: Running | undefined = undefined;
  /** The one for whose operation the task waits, with this at the bottom of its stack. @internal */
  _waits: Greenlet | undefined = undefined;

  /**
   * @param parent Where it goes when it ends; by default the greenlet that makes it.
   * @throws InvalidArgumentError if there is no function to run, or the parent is no greenlet.
   */
  constructor(run: GreenletFunction, parent?: Greenlet) {
    if (typeof run !== 'function') {
      throw new InvalidArgumentError(
        `new Greenlet: needs a function to run (a generator function or a plain one), got ${show(run)}`,
      );
    }
    if (parent !== undefined) requireGreenlet(parent, 'new Greenlet: parent');
    this._run = run;
    if (run === runsMain) {
      this.name = 'main';
      this._state = 'running';
      this._home = this;
    } else {
      this.name = run.name || `greenlet-${++count}`;
      this._parent = parent ?? Greenlet.current;
    }
  }

  /** The greenlet whose code is running. Python: greenlet.getcurrent. */
  static get current(): Greenlet {
    return inside() ?? mainOf(current);
  }

  /**
   * Calls `callback` at each switch, in the greenlet that is switched to; `undefined` ends that. Gives the one before.
   * One that throws is called no more, and its error is thrown into that greenlet.
   * @example Greenlet.trace((event, origin, target) => console.log(event, origin.name, target.name));
   * Python: greenlet.settrace.
   */
  static trace(callback: GreenletTrace | undefined): GreenletTrace | undefined {
    if (callback !== undefined && typeof callback !== 'function') {
      throw new InvalidArgumentError(
        `Greenlet.trace: needs a function or undefined, got ${show(callback)}`,
      );
    }
    return setTracer(callback);
  }

  /** It has begun and not ended. Python: bool(greenlet). */
  get active(): boolean {
    return this._state !== 'fresh' && this._state !== 'dead';
  }

  /** It has ended. Python: greenlet.dead. */
  get dead(): boolean {
    return this._state === 'dead';
  }

  /** Where it goes when it ends; `undefined` for the main one. Python: greenlet.parent. */
  get parent(): Greenlet | undefined {
    return this._parent;
  }

  /** @throws InvalidArgumentError for what is no greenlet, or would close a cycle, or is another task's. InvalidStateError on the main one. */
  set parent(parent: Greenlet) {
    requireGreenlet(parent, `the parent of ${this.name}`);
    if (this._parent === undefined) {
      throw new InvalidStateError('cannot set the parent of a main greenlet: it never ends');
    }
    if (this._home !== undefined && parent._home !== undefined && this._home !== parent._home) {
      throw new InvalidArgumentError(
        `cannot set the parent of ${this.name} to ${parent.name}, which belongs to another task`,
      );
    }
    for (let above: Greenlet | undefined = parent; above !== undefined; above = above._parent) {
      if (above === this) {
        throw new InvalidArgumentError(
          `cannot set the parent of ${this.name} to ${parent.name}, which is ${this === parent ? 'itself' : 'below it'}`,
        );
      }
    }
    this._parent = parent;
  }

  /**
   * For `yield*`: starts it with these values as arguments, or makes them the value of the switch that it waits in:
   * none is `undefined`, one is itself, several are an array. A dead one passes them to its parent.
   * @throws InvalidStateError if it belongs to another task, waits for an operation, or is blocked in a `switchSync`.
   * Python: greenlet.switch.
   */
  switch<T = unknown>(...values: unknown[]): GreenletSwitch<T> {
    const request = new Switch(this, false, values.length < 2 ? values[0] : values, values.length);
    return (inside() === undefined ? new Trampoline(mainFor(this), request) : request) as never;
  }

  /**
   * The same, blocking the caller until somebody switches back to it: for the main program and for plain functions.
   * @throws NoSchedulerError inside, at an operation that cannot end at once: nothing else runs meanwhile.
   */
  switchSync<T = unknown>(...values: unknown[]): T {
    const request = new Switch(this, false, values.length < 2 ? values[0] : values, values.length);
    return block(Greenlet.current, request) as T;
  }

  /**
   * For `yield*`: throws the error inside, or a GreenletExit if there is none. One that has not begun ends at once.
   * Python: greenlet.throw.
   */
  throw<T = unknown>(...error: [error?: unknown]): GreenletSwitch<T> {
    const request = new Switch(this, true, error.length === 0 ? exitOf(this) : error[0], 1);
    return (inside() === undefined ? new Trampoline(mainFor(this), request) : request) as never;
  }

  /** The same, blocking the caller until somebody switches back to it. */
  throwSync<T = unknown>(...error: [error?: unknown]): T {
    const request = new Switch(this, true, error.length === 0 ? exitOf(this) : error[0], 1);
    return block(Greenlet.current, request) as T;
  }

  /**
   * Ends it, so that its `finally` blocks run, and comes back here. Nothing happens to one that has ended.
   * It blocks as `throwSync` does: where the cleanup has to wait, `yield* greenlet.throw()` lets it.
   * @throws InvalidStateError if it catches the GreenletExit and goes on, waits for an operation, or is running.
   * Python: what happens when the last reference to a greenlet goes.
   */
  kill(): void {
    if (this.dead) return;
    if (this._state === 'running') {
      throw new InvalidStateError(`cannot kill ${this.name}: its code is running`);
    }
    const before = this._parent;
    // Not by the setter: whoever kills it may be below it, and no cycle stays.
    this._parent = Greenlet.current;
    try {
      this.throwSync();
    } finally {
      this._parent = before;
    }
    if (!this.dead) {
      throw new InvalidStateError(`kill of ${this.name}: it caught the GreenletExit and went on`);
    }
  }

  /** As `kill`, for `using`. */
  [Symbol.dispose](): void {
    this.kill();
  }
}

function mainOf(running: Running | undefined): Greenlet {
  const flow = flowOf(running);
  let main = flow === undefined ? mainOfThread : mains.get(flow);
  if (main === undefined) {
    main = new Greenlet(runsMain);
    main._flow = flow;
    if (flow === undefined) mainOfThread = main;
    else mains.set(flow, main);
  }
  return main;
}

/** The main one of this flow, which is mostly where the greenlet is at home. */
function mainFor(greenlet: Greenlet): Greenlet {
  const home = greenlet._home;
  return home !== undefined && home._flow === current ? home : mainOf(current);
}

function requireGreenlet(value: unknown, what: string): void {
  if (value instanceof Greenlet) return;
  throw new InvalidArgumentError(`${what} must be a Greenlet, got ${show(value)}`);
}

function exitOf(greenlet: Greenlet): GreenletExit {
  return new GreenletExit(`${greenlet.name} was told to end`);
}
