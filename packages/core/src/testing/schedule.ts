import { startTask, Task, type TaskFunction } from '../coroutine/task.ts';
import { Scope } from '../coroutine/scope.ts';
import { DeadlockError } from '../errors.ts';
import type { Explorer } from '../scheduler/explorer.ts';
import { makeReady } from '../scheduler/loop.ts';
import type { ReadyOrder, Runnable } from '../scheduler/order.ts';
import { useTimers } from '../time/timers.ts';
import { StoppedTime } from '../time/virtual-clock.ts';
import { allow, nextTurn } from '../wait/current.ts';
import type { Fault } from './exploration-error.ts';
import type { Story } from './story.ts';
import { Path, type Strategy, type View } from './strategy.ts';
import { UnseenFailure } from './unseen-failure.ts';
import { waitsOf } from './waits.ts';

export type Program = TaskFunction<[], unknown>;

export interface Limits {
  /** Steps of one schedule. */
  readonly steps: number;
  /** How often another goes on although the one that ran last could. */
  readonly preemptions: number;
}

/** Operations that settle at once are never made to look at the clock: who is next must depend on nothing else. */
const noLook = 2 ** 30;
/** What is left of a schedule may take so many steps to clean up. */
const cleaningSteps = 10_000;

/** One schedule of a program at a time, from its start to its end: in place of the loop it decides who is next. */
export class Schedule implements ReadyOrder, Explorer, View {
  readonly path: Path = new Path();
  readonly ready: (Runnable | undefined)[] = [];
  size = 0;
  steps = 0;
  /** What went wrong in it. */
  fault: Fault | undefined = undefined;
  /** It ended because it has nothing new, or too many steps. */
  cut: 'gone through' | 'steps' | undefined = undefined;
  /** A bound left only one of several ways. */
  bounded = false;
  /** A promise goes on in it, so that the host must have its turn between two steps. */
  hosted = false;
  /** It was run before: nothing goes on in it that nobody told of. */
  known = false;
  /** That came out when it was too late for this schedule. */
  mistaken = false;
  limits: Limits;
  /** What is written down of it. */
  story: Story | undefined = undefined;
  /** What belongs to others: it goes on when the loop is given back. */
  readonly aside: Runnable[] = [];
  time: StoppedTime = new StoppedTime();

  readonly #program: Program;
  #strategy: Strategy | undefined = undefined;
  #main: Task<unknown> | undefined = undefined;
  readonly #tasks = new Set<Task<unknown>>();
  /** Tasks of schedules before that could not be ended. */
  readonly #abandoned = new WeakSet<object>();
  #unseen: UnseenFailure[] = [];
  #last: Runnable | undefined = undefined;
  #preemptions = 0;
  /** The host had its turn since anything went on. */
  #rested = false;
  #cleaning = false;
  #cleaned = 0;

  constructor(program: Program, limits: Limits) {
    this.#program = program;
    this.limits = limits;
  }

  /** Begins the next schedule. */
  begin(strategy: Strategy, hosted = false): void {
    this.#strategy = strategy;
    this.#tasks.clear();
    this.#last = this.fault = this.cut = undefined;
    this.size = this.steps = this.path.length = this.#preemptions = 0;
    this.hosted = hosted;
    this.bounded = this.mistaken = this.#rested = this.#cleaning = false;
    if (this.#unseen.length > 0) this.#unseen = [];
    if (this.time.timers.next === undefined) this.time.at = 0;
    else {
      this.time = new StoppedTime();
      useTimers(this.time.timers);
    }
    strategy.begin?.(this);
    this.#main = startTask(this.#program, [], this.#program.name || 'main', new Scope());
  }

  /** Takes steps until the schedule has ended, or until the host has to have its turn. */
  run(): 'ended' | 'host' {
    for (;;) {
      if (this.size > 0) {
        if (!this.#step()) return 'ended';
        if (this.hosted) return 'host';
      } else if (this.hosted && !this.#rested) {
        this.#rested = true;
        return 'host';
      } else if (!this.#daemonsAreLeft && this.time.jump()) {
        this.#rested = false;
        this.story?.timePassed(this.time.at);
      } else if (!this.#rested && !this.known && this.#failsHere) {
        // Before that is said: did promises that nobody told of have something to do?
        this.#rested = true;
        return 'host';
      } else if (this.#end()) return 'ended';
    }
  }

  /** False: the schedule has ended. */
  #step(): boolean {
    if (this.#rested && !this.hosted && !this.#cleaning) {
      this.mistaken = true;
      return this.#abandon();
    }
    this.#rested = false;
    const index = this.#next();
    if (index < 0) return this.#stop('gone through');
    if (this.#cleaning) {
      if (++this.#cleaned > cleaningSteps) return this.#abandon();
    } else if (this.steps >= this.limits.steps) return this.#stop('steps');
    else this.steps++;
    const runnable = this.#take(index);
    this.#last = runnable;
    allow(noLook);
    nextTurn();
    this.story?.goesOn(runnable);
    runnable.step();
    const main = this.#main!;
    if (main._state === 2 && !this.#cleaning) {
      this.fault = failure(main._value, this.story?.label(main) ?? main.name);
      return this.#clean();
    }
    return true;
  }

  /** Who is next. */
  #next(): number {
    const count = this.size;
    if (this.#cleaning) return 0;
    const strategy = this.#strategy!;
    if (count === 1) return strategy.always === true ? strategy.choose(this, 1) : 0;
    if (this.limits.preemptions === Infinity) return this.#decided(strategy, count);
    const last = this.ready.indexOf(this.#last);
    if (last < 0 || last >= count) return this.#decided(strategy, count);
    if (this.#preemptions >= this.limits.preemptions) {
      this.bounded = true;
      this.path.add(last, 0);
      return last;
    }
    const index = this.#decided(strategy, count);
    if (index !== last) this.#preemptions++;
    return index;
  }

  #decided(strategy: Strategy, count: number): number {
    const index = strategy.choose(this, count);
    if (index >= 0) this.path.add(index, count);
    return index;
  }

  #take(index: number): Runnable {
    const { ready } = this;
    const taken = ready[index]!;
    const last = --this.size;
    for (let at = index; at < last; at++) ready[at] = ready[at + 1];
    ready[last] = undefined;
    return taken;
  }

  /** A draw within a step is a decision as well. */
  draw(count: number): number {
    if (count === 1 || this.#cleaning) return 0;
    const index = this.#strategy!.draw(this, count);
    this.path.add(index, count);
    return index;
  }

  #stop(why: 'gone through' | 'steps'): boolean {
    this.cut = why;
    return this.#clean();
  }

  /** What is left is cancelled, so that it cleans up. False: nothing is. */
  #clean(): boolean {
    this.#cleaning = true;
    this.#cleaned = 0;
    this.story?.close();
    this.story = undefined;
    let left = false;
    for (const task of this.#tasks) {
      if (task._settled) continue;
      left = true;
      task.cancel('the schedule has ended');
    }
    return left;
  }

  #abandon(): boolean {
    for (const task of this.#tasks) if (!task._settled) this.#abandoned.add(task);
    this.ready.fill(undefined);
    this.size = 0;
    return false;
  }

  get #failsHere(): boolean {
    return !this.#cleaning && (!this.#main!._settled || this.#leaks);
  }

  /** Main has ended, and so have all but tasks that may be left. */
  get #daemonsAreLeft(): boolean {
    if (this.#cleaning || !this.#main!._settled || this.#leaks) return false;
    return this.#waiting().length > 0;
  }

  get #leaks(): boolean {
    for (const task of this.#tasks) if (!task._settled && !task._isDaemon) return true;
    return false;
  }

  #waiting(): Task<unknown>[] {
    const waiting: Task<unknown>[] = [];
    for (const task of this.#tasks) if (!task._settled) waiting.push(task);
    return waiting;
  }

  /** Nothing can go on. True: it has ended, and is cleaned up. */
  #end(): boolean {
    if (this.#cleaning) return !this.#abandon();
    this.fault = this.#faultAtEnd();
    return !this.#clean();
  }

  #faultAtEnd(): Fault | undefined {
    for (const { seen, error } of this.#unseen) {
      if (!seen) return failure(error, this.#whoFailed(error));
    }
    const waiting = this.#waiting();
    if (waiting.length === 0) return undefined;
    if (!this.#main!._settled) {
      const what = `nothing can go on: ${waitsOf(waiting, this.story)}`;
      return { kind: 'deadlock', what, cause: undefined };
    }
    const left = waiting.filter((task) => !task._isDaemon);
    if (left.length === 0) return undefined;
    const what = `${this.#main!.name} has ended, and nothing can go on: ${waitsOf(left, this.story)}`;
    return { kind: 'leak', what, cause: undefined };
  }

  #whoFailed(error: unknown): string | undefined {
    for (const task of this.#tasks) {
      if (task._state === 2 && task._value === error) return this.story?.label(task) ?? task.name;
    }
    return undefined;
  }

  // As an order of what is ready.

  push(runnable: Runnable): void {
    if (runnable instanceof Task && !this.#tasks.has(runnable)) {
      if (!this.#abandoned.has(runnable)) this.aside.push(runnable);
      return;
    }
    this.ready[this.size++] = runnable;
  }

  pushBack(runnable: Runnable): void {
    this.push(runnable);
  }

  shift(): Runnable | undefined {
    return this.size === 0 ? undefined : this.#take(0);
  }

  *[Symbol.iterator](): Generator<Runnable, void, void> {
    for (let at = 0; at < this.size; at++) yield this.ready[at]!;
  }

  /** Lets go on what belongs to others; the loop must have been given back. */
  returnOthers(): void {
    for (const runnable of this.aside.splice(0)) makeReady(runnable);
  }

  // As what decides in place of the host.

  entered(task: Task<unknown>): void {
    this.#tasks.add(task);
    this.#strategy?.made?.(task);
    this.story?.entered(task);
  }

  promised(): void {
    this.hosted = true;
  }

  unseen(error: unknown): Promise<never> {
    const failed = UnseenFailure.of(error);
    this.#unseen.push(failed);
    return failed;
  }
}

function failure(error: unknown, who?: string): Fault {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    kind: error instanceof DeadlockError ? 'deadlock' : 'failure',
    what: who === undefined ? what : `${who} failed: ${what}`,
    cause: error,
  };
}
