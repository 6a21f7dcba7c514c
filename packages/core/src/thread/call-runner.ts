import { root } from '../coroutine/scope.ts';
import { newTask, type Task, type TaskFunction } from '../coroutine/task.ts';
import { CancelledError } from '../errors.ts';
import { mayBlock } from '../memory/blocking.ts';
import type { Observer } from '../operation/operation.ts';
import { platform } from '../realm.ts';
import { addTimer, removeTimer } from '../time/timers.ts';
import { outcomes } from './call-lane.ts';
import { soon, type CalleeWay, type Incoming } from './call-way.ts';
import { useCancelCheck } from './cancel-check.ts';
import { isAtItsEnd } from './death.ts';

type Callable = TaskFunction<readonly unknown[], unknown>;

/** Loads the module of a task, by the number that calls name it by. @throws TaskNotFoundError, ThreadStartError */
export type FindTask = (task: number) => Promise<Callable>;

/** So many calls are run before their answers are seen at the latest, and so many milliseconds before the host has its turn. */
const batch = 256;
const budget = 5;
/** A worker's pace follows what it sees by that part, so that one call that takes longer changes little. */
const weight = 0.25;

interface Active {
  /** Undefined while its module is loaded. */
  readonly task: Task<unknown> | undefined;
  readonly since: number;
}

/** Runs the calls that come this way as tasks of this thread, until there are to be no more. */
export class CallRunner {
  readonly #way: CalleeWay;
  /** As many may have begun and not ended. */
  readonly #most: number;
  readonly #find: FindTask;
  readonly #idle: { readonly after: number; readonly tell: () => void };
  readonly #tasks: (Callable | undefined)[] = [];
  /** Those that have begun and wait for something. */
  readonly #active = new Map<number, Active>();
  /** The one that runs up to where it first waits. */
  #beginning: Task<unknown> | undefined;
  #beginningNumber = 0;
  #pace = 0;
  /** When the host last had its turn. */
  #hostTurn = platform().now();

  constructor(
    way: CalleeWay,
    most: number,
    find: FindTask,
    idle: { readonly after: number; readonly tell: () => void },
  ) {
    this.#way = way;
    this.#most = most;
    this.#find = find;
    this.#idle = idle;
  }

  async run(): Promise<void> {
    for (;;) {
      if (isAtItsEnd()) return new Promise(() => {}); // its calls are those of another thread by now
      this.#cancelAsked();
      this.#runBatch();
      if (isAtItsEnd()) continue;
      this.#way.flush();
      if (this.#active.size === 0 && this.#way.isClosed) return;
      const pausing = this.#pause();
      if (pausing !== undefined) await pausing;
    }
  }

  #runBatch(): void {
    const { now } = platform();
    const begin = now();
    let count = 0;
    let ran = 0;
    while (count < batch && this.#active.size < this.#most && !isAtItsEnd()) {
      const call = this.#way.next();
      if (call === undefined) break;
      if (count++ > 0 && (count & 15) === 0 && now() - begin > 1) this.#way.flush();
      if (this.#begin(call, begin)) ran++;
    }
    if (ran > 0) this.#tookFor(now() - begin, ran);
  }

  /** What a call takes while this thread does nothing else. */
  #tookFor(ms: number, count: number): void {
    const each = Math.max(ms / count, 1e-6);
    this.#pace = this.#pace === 0 ? each : this.#pace + (each - this.#pace) * weight;
    this.#way.pace = this.#pace;
  }

  #pause(): Promise<void> | undefined {
    const { now } = platform();
    if (now() - this.#hostTurn > budget) return this.#hop();
    const waiting = this.#way.wait(this.#how());
    this.#cancelAsked(); // what came before others knew that it waits
    return waiting === undefined || waiting === soon ? waiting : this.#rest(waiting);
  }

  async #rest(waiting: Promise<void>): Promise<void> {
    const { after, tell } = this.#idle;
    const timer = this.#active.size > 0 || after === Infinity ? undefined : addTimer(after, tell);
    await waiting;
    if (timer !== undefined) removeTimer(timer);
    this.#hostTurn = platform().now();
  }

  #hop(): Promise<void> {
    return new Promise((resolve) => {
      platform().hop(() => {
        this.#hostTurn = platform().now();
        resolve();
      });
    });
  }

  #how(): 'block' | 'turn' | 'full' {
    const { size } = this.#active;
    // Where there will be no more, those that run are all that is waited for.
    if (size >= this.#most || (size > 0 && this.#way.isClosed)) return 'full';
    return size === 0 && mayBlock() ? 'block' : 'turn';
  }

  /** False: it runs later, when its module is loaded. */
  #begin(call: Incoming, since: number): boolean {
    const { number, args, error } = call;
    if (call.tells) {
      if (this.#way.isCancelled(number)) {
        const why = new CancelledError('the call was cancelled before it began');
        this.#way.answer(number, outcomes.threw, why);
        return false;
      }
      this.#way.answer(number, outcomes.begun, undefined);
    }
    if (error !== undefined) {
      this.#way.answer(number, outcomes.threw, error);
      return true;
    }
    const task = this.#tasks[call.task];
    if (task === undefined) void this.#load(call, since);
    else this.#call(number, task, args, since);
    return task !== undefined;
  }

  async #load({ number, task: named, args }: Incoming, since: number): Promise<void> {
    this.#active.set(number, { task: undefined, since });
    try {
      const task = await this.#find(named);
      this.#tasks[named] = task;
      this.#active.delete(number);
      const begun = platform().now();
      this.#call(number, task, args, begun);
      this.#tookFor(platform().now() - begun, 1);
    } catch (error) {
      this.#active.delete(number);
      this.#way.answer(number, outcomes.threw, error);
    }
    this.#way.stir();
  }

  #call(number: number, fn: Callable, args: readonly unknown[], since: number): void {
    const task = newTask(fn, args, undefined, root);
    useCancelCheck(this.#way, number, task);
    this.#beginning = task;
    this.#beginningNumber = number;
    task.step();
    this.#beginning = undefined;
    useCancelCheck(undefined, 0, undefined);
    if (task._settled) this.#ended(number, task);
    else {
      this.#active.set(number, { task, since });
      task._observe(new Following(this, number));
    }
  }

  /** @internal */
  _followed(number: number, task: Task<unknown>): void {
    const { since } = this.#active.get(number)!;
    this.#active.delete(number);
    this.#tookFor(platform().now() - since, this.#most);
    this.#ended(number, task);
    this.#way.stir();
  }

  #ended(number: number, task: Task<unknown>): void {
    const { _state: state, _value: value } = task;
    if (state === 2) task._looked();
    if (isAtItsEnd()) return; // it counts as lost
    this.#way.answer(number, state === 1 ? outcomes.returned : outcomes.threw, value);
  }

  /** By which number its caller knows the call that runs as this task. */
  callOf(asked: Task<unknown>): number | undefined {
    for (const [number, { task }] of this.#active) if (task === asked) return number;
    return this.#beginning === asked ? this.#beginningNumber : undefined;
  }

  #cancelAsked(): void {
    if (this.#active.size === 0) return;
    for (const [number, { task }] of this.#active) {
      if (task !== undefined && this.#way.isCancelled(number) && task.cancelling === 0) {
        task.cancel('the call was cancelled');
      }
    }
  }
}

class Following implements Observer {
  readonly #runner: CallRunner;
  readonly #number: number;

  constructor(runner: CallRunner, number: number) {
    this.#runner = runner;
    this.#number = number;
  }

  settled(task: unknown): void {
    this.#runner._followed(this.#number, task as Task<unknown>);
  }
}
