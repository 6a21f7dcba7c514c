import {
  CancelledError,
  InvalidArgumentError,
  InvalidStateError,
  NoSchedulerError,
} from '../errors.ts';
import { show, suspended } from '../operation/operation.ts';
import { allow, current, setCurrent, type Running } from '../wait/current.ts';
import type { Holder } from '../wait/holder.ts';
import { isGenerator } from './generator.ts';
import type { Greenlet } from './greenlet.ts';

/**
 * Thrown into a greenlet to end it: uncaught, it is no failure, and the parent gets it as a value.
 * A CancelledError, so that whoever lets cancellations pass lets this pass too: JavaScript's `catch` knows no BaseException.
 * Python: greenlet.GreenletExit.
 */
export class GreenletExit extends CancelledError {
  override get name(): string {
    return 'GreenletExit';
  }
}

/** Hears of every switch: what was delivered, from whom, and to whom. */
export type GreenletTrace = (event: 'switch' | 'throw', origin: Greenlet, target: Greenlet) => void;

/** `paused` in a switch, `waiting` for an operation. */
export type GreenletState = 'fresh' | 'paused' | 'running' | 'waiting' | 'dead';

/** What a greenlet yields to its trampoline to be switched away from. */
const switching = /* @__PURE__ */ Symbol('switching');
/** The switch that was yielded last. */
let asked: Switch | undefined;
/** The greenlet whose code is running, in `hereFlow`; `undefined` in the main one. */
let here: Greenlet | undefined;
let hereFlow: Running | undefined;
let tracer: GreenletTrace | undefined;

/** Gives the one before. */
export function setTracer(callback: GreenletTrace | undefined): GreenletTrace | undefined {
  const before = tracer;
  tracer = callback;
  return before;
}

/** The greenlet whose code is running, unless it is a main one. */
export function inside(): Greenlet | undefined {
  return hereFlow === current ? here : undefined;
}

/** One switch: what is asked of the trampoline, the iterator that asks, and the iterator's result. */
export class Switch {
  readonly target: Greenlet;
  readonly throws: boolean;
  readonly payload: unknown;
  /** How many values the payload is. */
  readonly size: number;
  done = false;
  value: unknown = switching;
  progress: 'new' | 'asked' | 'taken' = 'new';

  constructor(target: Greenlet, throws: boolean, payload: unknown, size: number) {
    this.target = target;
    this.throws = throws;
    this.payload = payload;
    this.size = size;
  }

  [Symbol.iterator](): this {
    if (this.progress !== 'new' || inside() === undefined) throw misplaced();
    return this;
  }

  next(value: unknown): this {
    if (this.progress === 'new') {
      this.progress = 'asked';
      ask(this);
      return this;
    }
    if (this.progress === 'asked') {
      throw new InvalidStateError(
        `the switch to ${this.target.name} did not reach its greenlet: each generator between must be called with yield*`,
      );
    }
    this.done = true;
    this.value = value;
    return this;
  }

  throw(error: unknown): never {
    throw error;
  }
}

/** What runs, whether it may be suspended or not. */
export function flowOf(running: Running | undefined): Running | undefined {
  return running instanceof Blocked ? running.flow : running;
}

function misplaced(): InvalidStateError {
  return new InvalidStateError(
    'a switch is made once, where it was asked for: write yield* greenlet.switch() in one expression',
  );
}

function ask(request: Switch): void {
  asked = request;
}

/** Runs greenlets, one after the other and none on top of another, until one switches to `base`. */
export class Trampoline implements Iterator<unknown, unknown, unknown> {
  /** Whoever made the first switch, and cannot be gone on with but by the end of this. */
  readonly #base: Greenlet;
  #first: Switch | undefined;
  /** The greenlet that yielded to the scheduler. */
  #waiting: Greenlet | undefined = undefined;

  constructor(base: Greenlet, first: Switch) {
    this.#base = base;
    this.#first = first;
  }

  [Symbol.iterator](): this {
    if (this.#first === undefined || inside() !== undefined) throw misplaced();
    return this;
  }

  next(value?: unknown): IteratorResult<unknown, unknown> {
    const first = this.#first;
    if (first !== undefined) {
      this.#first = undefined;
      const { _flow, _home, _waits } = this.#base;
      // Asked for in one flow, as by a plain function, and begun in another, which is its task.
      if (_home === this.#base && _flow !== flowOf(current)) throw misplaced();
      // Its trampoline is in the stack of the task below what runs now, where no switch can reach it.
      if (_waits !== undefined) {
        throw new InvalidStateError(
          `cannot switch to ${first.target.name} in what ${_waits.name} runs by call(): write yield* f() there, not yield* call(f)`,
        );
      }
      return this.#within(undefined, first.target, first, first.throws, first.payload);
    }
    return this.#resume(false, value);
  }

  throw(error: unknown): IteratorResult<unknown, unknown> {
    return this.#resume(true, error);
  }

  /** The generator that made the first switch is closed: so is what waits in its place. */
  return(value?: unknown): IteratorResult<unknown, unknown> {
    const waiting = this.#leave();
    if (waiting !== undefined) {
      waiting._state = 'dead';
      if (waiting._generator!.return?.().done === false) {
        throw new InvalidStateError(`${waiting.name} went on when its tree was closed`);
      }
    }
    return { done: true, value };
  }

  #leave(): Greenlet | undefined {
    const waiting = this.#waiting;
    this.#waiting = this.#base._waits = undefined;
    return waiting;
  }

  #resume(throws: boolean, value: unknown): IteratorResult<unknown, unknown> {
    const waiting = this.#leave();
    if (waiting !== undefined) {
      return this.#within(waiting, waiting, undefined, throws, value);
    }
    if (throws) throw value;
    return { done: true, value: undefined };
  }

  #within(
    resumed: Greenlet | undefined,
    target: Greenlet,
    request: Switch | undefined,
    throws: boolean,
    value: unknown,
  ): IteratorResult<unknown, unknown> {
    const outer = here;
    const outerFlow = hereFlow;
    hereFlow = current;
    try {
      return this.#loop(resumed, target, request, throws, value);
    } finally {
      here = outer;
      hereFlow = outerFlow;
    }
  }

  #loop(
    resumed: Greenlet | undefined,
    first: Greenlet,
    firstRequest: Switch | undefined,
    firstThrows: boolean,
    firstValue: unknown,
  ): IteratorResult<unknown, unknown> {
    const base = this.#base;
    const home = base._home!;
    let origin = resumed ?? base;
    let target = first;
    let request = firstRequest;
    let throws = firstThrows;
    let value = firstValue;
    for (;;) {
      while (target._state === 'dead') {
        if (throws && value instanceof GreenletExit) throws = false;
        target = target._parent!;
      }
      if (target === base) {
        here = base === home ? undefined : base;
        if (tracer !== undefined && origin !== base) {
          const error = traced(throws, origin, base);
          if (error !== undefined) throw error.thrown;
        }
        if (throws) throw value;
        return { done: true, value };
      }
      if (target._state === 'paused' ? target._home !== home : !mayEnter(target, home, resumed)) {
        value = unreachable(target, home);
        throws = true;
        target = origin._state === 'dead' ? base : origin;
        origin = target;
        continue;
      }
      if (tracer !== undefined && origin !== target) {
        here = target;
        const error = traced(throws, origin, target);
        if (error !== undefined) {
          throws = true;
          value = error.thrown;
        }
      }
      origin = target;
      if (throws && target._state === 'fresh') {
        target._state = 'dead';
        continue;
      }
      resumed = undefined;
      here = target;
      let result: IteratorResult<unknown, unknown>;
      try {
        const generator = target._generator;
        if (generator === undefined) result = start(target, request, value);
        else {
          target._state = 'running';
          result = throws ? generator.throw!(value) : generator.next(value);
        }
        if (result.done) {
          target._state = 'dead';
          throws = false;
          value = result.value;
          request = undefined;
          continue;
        }
      } catch (error) {
        target._state = 'dead';
        throws = true;
        value = error;
        request = undefined;
        continue;
      }
      if (result.value === switching && asked !== undefined) {
        request = asked;
        asked = undefined;
        request.progress = 'taken';
        target._state = 'paused';
        target = request.target;
        throws = request.throws;
        value = request.payload;
      } else if (result.value instanceof Switch) {
        target._state = 'paused';
        throws = true;
        value = new InvalidStateError(
          `${target.name} yielded a switch to ${result.value.target.name}: switch with yield* greenlet.switch()`,
        );
      } else {
        target._state = 'waiting';
        this.#waiting = target;
        if (result.value === suspended) base._waits = target;
        return result;
      }
    }
  }
}

/** Is it the one that waited and is gone on with, or one that can begin here? */
function mayEnter(target: Greenlet, home: Greenlet, resumed: Greenlet | undefined): boolean {
  return target === resumed || (target._state === 'fresh' && settle(target, home));
}

/** Makes it, and those above it that have not begun either, the flow's own. False: one is another's. */
function settle(greenlet: Greenlet, home: Greenlet): boolean {
  let root = greenlet;
  while (root._home === undefined) root = root._parent!;
  // Made where no greenlet was running, its parent is the main one of whoever starts it.
  const made = root._home === root;
  if (root._home !== home && !made) return false;
  for (let at = greenlet; at !== root;) {
    const above = at._parent!;
    at._home = home;
    if (made && above === root) at._parent = home;
    at = above;
  }
  return true;
}

/** Calls the function; a plain one has ended with that. */
function start(
  target: Greenlet,
  request: Switch | undefined,
  value: unknown,
): IteratorResult<unknown, unknown> {
  const run = target._run as (...values: unknown[]) => unknown;
  target._run = undefined;
  target._state = 'running';
  const args = request === undefined || request.size === 1 ? [value] : value;
  const result = request?.size === 0 ? run() : run(...(args as unknown[]));
  if (isGenerator(result)) {
    target._generator = result as Iterator<unknown, unknown, unknown>;
    return target._generator.next();
  }
  if (typeof (result as PromiseLike<unknown> | undefined)?.then === 'function') {
    throw new InvalidArgumentError(
      `${target.name} gave ${show(result)}, which goes on by itself: a greenlet runs a generator function or a plain one`,
    );
  }
  return { done: true, value: result };
}

/** Tells the tracer. What it throws goes to the target, and it is asked no more. */
function traced(
  throws: boolean,
  origin: Greenlet,
  target: Greenlet,
): { readonly thrown: unknown } | undefined {
  try {
    tracer!(throws ? 'throw' : 'switch', origin, target);
    return undefined;
  } catch (error) {
    tracer = undefined;
    return { thrown: error };
  }
}

function unreachable(target: Greenlet, home: Greenlet): InvalidStateError {
  const why =
    target._state === 'waiting'
      ? 'it waits for an operation'
      : target._state === 'fresh' || target._home !== home
        ? 'it belongs to another task'
        : 'it is blocked in a switchSync further up the stack';
  return new InvalidStateError(`cannot switch to ${target.name}: ${why}`);
}

/** Makes the switch with `base` blocked meanwhile: its code is on the stack below. */
export function block(base: Greenlet, request: Switch): unknown {
  const before = current;
  const trampoline = new Trampoline(base, request);
  if (before !== undefined && !(before instanceof Blocked)) setCurrent(new Blocked(before));
  try {
    let result = trampoline.next();
    while (!result.done) {
      result =
        result.value === suspended
          ? trampoline.next() // what has settled is to be taken
          : trampoline.throw(
              new InvalidStateError(
                `a greenlet yielded ${show(result.value)}: switch with yield* greenlet.switch()`,
              ),
            );
    }
    return result.value;
  } finally {
    setCurrent(before);
  }
}

/** A task that has called `switchSync`: nothing of it can be suspended. */
class Blocked implements Running {
  readonly flow: Running;
  readonly identity: Holder | undefined;

  constructor(flow: Running) {
    this.flow = flow;
    this.identity = flow.identity;
  }

  suspend(operation: object | undefined): void {
    if (operation !== undefined) refuseWait();
    allow(1); // the loop looks at the clock when the task is back in it
  }

  giveWay(): void {
    refuseWait();
  }

  enter(): void {
    refuseWait();
  }

  began(operation: never): void {
    this.flow.began(operation);
  }
}

function refuseWait(): never {
  throw new NoSchedulerError(
    'cannot wait in a greenlet that was entered by switchSync: enter it with yield* greenlet.switch()',
  );
}
