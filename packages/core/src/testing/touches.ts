import { Account } from '../lock/account.ts';
import { Banker } from '../lock/banker.ts';
import { Barrier } from '../lock/barrier.ts';
import { Event } from '../lock/event.ts';
import { Guard } from '../lock/guard.ts';
import { Latch } from '../lock/latch.ts';
import { Condition } from '../lock/condition.ts';
import { Lock } from '../lock/lock.ts';
import { RLock } from '../lock/rlock.ts';
import { Once } from '../lock/once.ts';
import { BoundedSemaphore, Semaphore } from '../lock/semaphore.ts';
import { RwLock } from '../lock/rw-lock.ts';
import { WriteGuard } from '../lock/rw-side.ts';
import { Synchronizer } from '../lock/synchronizer.ts';
import { BoundedQueue } from '../queue/bounded-queue.ts';
import { Channel } from '../queue/channel.ts';
import { Flow } from '../queue/flow.ts';
import { LifoQueue } from '../queue/lifo-queue.ts';
import { PriorityQueue } from '../queue/priority-queue.ts';
import { Pipeline } from '../queue/pipeline.ts';
import { QueueBase } from '../queue/queue-base.ts';
import { Queue } from '../queue/queue.ts';
import { Sequence } from '../queue/sequence.ts';
import { SimpleQueue } from '../queue/simple-queue.ts';
import { RecordNumbers } from '../value/record-numbers.ts';
import { SharedArray } from '../value/shared-array.ts';
import { SharedNumbers } from '../value/shared-numbers.ts';
import { Value } from '../value/value.ts';
import { Greenlet } from '../coroutine/greenlet.ts';
import { Task } from '../coroutine/task.ts';
import { TaskGroup } from '../coroutine/task-group.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { Operation } from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import { Timers } from '../time/timers.ts';
import { turn } from '../wait/current.ts';

/** What tasks share: each call of one is a touch. */
const shared: readonly object[] = /* @__PURE__ */ [
  Guard,
  Lock,
  RLock,
  Condition,
  Synchronizer,
  RwLock,
  WriteGuard,
  Semaphore,
  BoundedSemaphore,
  Event,
  Latch,
  Once,
  Barrier,
  Banker,
  Account,
  Flow,
  QueueBase,
  BoundedQueue,
  Queue,
  LifoQueue,
  PriorityQueue,
  SimpleQueue,
  Channel,
  Pipeline,
  Sequence,
  SharedNumbers,
  Value,
  SharedArray,
  RecordNumbers,
  TaskGroup,
  Greenlet,
].map((type) => type.prototype as object);

/** By these an operation settles, or something changes for those who wait. */
const changes = ['_resolve', '_reject', '_failQuietly', '_observe', '_unobserve'];
const waitChanges = ['_giveUp', '_leave'];
/** By these it is asked, which changes nothing once it has settled. */
const questions = ['next', 'toPromise', '_outcome', '_settled'];
/** What a task does at this moment: each step of it changes that. */
const life = ['cancel', 'uncancel', 'state', 'cancelling', 'signal', 'urgency', 'waitsIn'];
const inner = ['blockedOn', '_waitsFor', '_ask', '_bound', '_boundWaits', '_limits'];
const notShared = new Set<string | symbol>(['constructor', 'describe', 'toJSON']);

/** What a step touched, as the node of the search knows it at which it was taken. */
export interface Touched {
  /** Objects by number that were known there. */
  readonly known: ReadonlySet<number>;
  /** As many were known there. */
  readonly count: number;
  /** Did it touch one that was not, and that another may touch first? */
  readonly others: boolean;
}

/** The Heddle objects that the steps of a schedule touch, by numbers that are the same as long as the schedule is. */
export class Touches {
  readonly #numbers = new Map<object, number>();
  readonly #lives = new Map<object, object>();
  readonly #time = {};
  /** Of the step that runs, but for what it made itself. */
  readonly step: Set<number> = new Set();
  readonly #made = new Set<object>();
  #runs: object | undefined = undefined;
  readonly #turn: object = yieldNow().constructor;

  beginSchedule(): void {
    this.#numbers.clear();
    this.#lives.clear();
    this.beginStep(undefined);
    this.#made.clear();
    this.#number(this.#time);
  }

  beginStep(runnable: object | undefined): void {
    this.step.clear();
    this.#made.clear();
    this.#runs = runnable;
    if (runnable !== undefined) this.touch(this.#lives.get(runnable) ?? runnable);
  }

  /** How many objects are known. */
  get count(): number {
    return this.#numbers.size;
  }

  made(task: object): void {
    const itsLife = {};
    this.#lives.set(task, itsLife);
    for (const object of [task, itsLife]) {
      this.#number(object);
      this.#made.add(object);
    }
  }

  touch(object: object): void {
    const number = this.#numbers.get(object);
    if (number === undefined) {
      if (object instanceof Pending && object.turn === turn) this.#made.add(object);
      else this.step.add(this.#number(object));
      if (this.#made.has(object)) this.#number(object);
    } else if (!this.#made.has(object)) this.step.add(number);
  }

  /** Looks at an operation: one that had settled when it was made never changes. */
  #ask(operation: Operation<unknown>): void {
    if (operation === this.#runs) return;
    if (operation._state === 0 || this.#numbers.has(operation)) this.#touchOperation(operation);
  }

  /** A turn of the loop is its maker's alone. */
  #touchOperation(operation: object): void {
    if (operation.constructor !== this.#turn) this.touch(operation);
  }

  #number(object: object): number {
    const number = this.#numbers.size;
    this.#numbers.set(object, number);
    return number;
  }

  /** Notes all touches from now on, until the returned function is called. */
  watch(): () => void {
    const touch = (object: object): void => this.touch(object);
    const change = (object: object): void => this.#touchOperation(object);
    const ask = (object: object): void => this.#ask(object as Operation<unknown>);
    const live = (task: object): void => {
      this.touch(this.#lives.get(task) ?? task);
      this.touch(task);
    };
    const undo = [
      ...shared.map((prototype) => intercept(prototype, Reflect.ownKeys(prototype), touch)),
      intercept(Operation.prototype, changes, change),
      intercept(Pending.prototype, waitChanges, change),
      intercept(Operation.prototype, questions, ask),
      intercept(Task.prototype, [...life, ...inner], live),
      intercept(Timers.prototype, ['add', 'remove'], () => this.touch(this.#time)),
    ];
    return () => {
      for (const one of undo) one();
    };
  }
}

/** Calls `before` with the object before any of `keys` is called, read or written; gives what undoes that. */
function intercept(
  prototype: object,
  keys: readonly (string | symbol)[],
  before: (object: object) => void,
): () => void {
  const originals: [string | symbol, PropertyDescriptor][] = [];
  for (const key of keys) {
    if (notShared.has(key)) continue;
    const original = Object.getOwnPropertyDescriptor(prototype, key);
    if (original === undefined) {
      throw new Error(`${prototype.constructor.name} has no ${String(key)} to watch`);
    }
    originals.push([key, original]);
    const wrapped = { ...original };
    for (const part of ['value', 'get', 'set'] as const) {
      const own: unknown = original[part];
      if (typeof own !== 'function') continue;
      wrapped[part] = function (this: object, ...args: never[]): unknown {
        before(this);
        return Reflect.apply(own, this, args);
      };
    }
    Object.defineProperty(prototype, key, wrapped);
  }
  return () => {
    for (const [key, original] of originals) Object.defineProperty(prototype, key, original);
  };
}
