import { root } from '../coroutine/scope.ts';
import { newTask, type Task } from '../coroutine/task.ts';
import { InvalidArgumentError, ThreadDiedError } from '../errors.ts';
import { show, type Observer, type Operation } from '../operation/operation.ts';
import { platform } from '../realm.ts';
import { makeReady } from '../scheduler/loop.ts';
import { outcomes } from '../thread/call-lane.ts';
import type { Holder } from '../wait/holder.ts';
import type { Call } from './call.ts';
import type { Employer, PoolWorker } from './worker.ts';
import type { WorkerKind } from './worker-kind.ts';

/** Workers that are tasks of this thread, so that anything can be called, with anything. */
export function localKind(begin: (() => unknown) | undefined): WorkerKind {
  return {
    target(fn, action) {
      if (typeof fn !== 'function') {
        throw new InvalidArgumentError(`${action}: needs a function to call, got ${show(fn)}`);
      }
      return { title: fn.name || 'a function', reference: undefined };
    },
    pack: () => undefined,
    cannotBlock: 'it runs in this thread, which would be blocked',
    start: (employer, _name, title) => new LocalWorker(employer, title, begin),
    initializer: begin && (begin.name || 'a function'),
  };
}

class LocalWorker implements PoolWorker {
  readonly ahead = 0;
  readonly pace = 0;
  readonly #employer: Employer;
  readonly #title: string;
  /** Those that wait for their turn in the loop. */
  readonly #waiting = new Set<Call<unknown>>();
  readonly #running = new Map<Call<unknown>, Task<unknown>>();
  #isReady = false;
  #isClosed = false;
  #isGone = false;

  constructor(employer: Employer, title: string, begin: (() => unknown) | undefined) {
    this.#employer = employer;
    this.#title = title;
    const starting = newTask(begin ?? nothing, [], undefined, root);
    starting._observe({
      settled: () => {
        if (this.#isGone) return;
        if (starting._state === 2) this.#end(starting._value);
        else this.#ready();
      },
    });
    makeReady(starting);
  }

  #ready(): void {
    this.#isReady = true;
    this.#employer.ready();
    for (const call of this.#waiting) this.#soon(call);
    this.#endIfDone();
  }

  put(call: Call<unknown>): boolean {
    this.#waiting.add(call);
    if (this.#isReady) this.#soon(call);
    return true;
  }

  flush(): void {}

  /** After the code that has submitted it. */
  #soon(call: Call<unknown>): void {
    makeReady({
      step: () => {
        if (this.#waiting.delete(call)) this.#begin(call);
      },
    });
  }

  #begin(call: Call<unknown>): void {
    const { number } = call;
    const task = newTask(call.task.fn, call.args!, undefined, root);
    this.#running.set(call, task);
    this.#employer.answered(number, outcomes.begun, undefined);
    const observer: Observer = { settled: (ended) => this.#ended(call, number, ended) };
    task._observe(observer);
    task.step();
  }

  #ended(call: Call<unknown>, number: number, { _state, _value }: Operation<unknown>): void {
    if (this.#isGone) return; // those that had begun are lost
    this.#running.delete(call);
    this.#employer.answered(number, _state === 1 ? outcomes.returned : outcomes.threw, _value);
    this.#employer.drained();
    this.#endIfDone();
  }

  hasBegun(call: Call<unknown>): boolean {
    return this.#running.has(call);
  }

  holderOf(call: Call<unknown>): Holder | undefined {
    return this.#running.get(call);
  }

  takeBack(call: Call<unknown>): boolean {
    if (!this.#waiting.delete(call)) return false;
    const { number } = call;
    makeReady({
      step: () => {
        if (this.#isGone) return;
        this.#employer.answered(number, outcomes.skipped, undefined);
        this.#employer.drained();
        this.#endIfDone();
      },
    });
    return true;
  }

  cancel(call: Call<unknown>): void {
    this.#running.get(call)?.cancel('the call was cancelled');
  }

  close(): void {
    this.#isClosed = true;
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (!this.#isClosed || !this.#isReady || this.#waiting.size + this.#running.size > 0) return;
    this.#end(undefined);
  }

  /** What runs in this thread cannot be ended from without: it is asked to, and not waited for. */
  terminate(): void {
    if (this.#isGone) return;
    for (const call of this.#running.keys()) this.cancel(call);
    this.#end(new ThreadDiedError(`${this.#title} was ended`));
  }

  #end(error: unknown): void {
    if (this.#isGone) return;
    this.#isGone = true;
    // Later, as that of a thread.
    makeReady({ step: () => this.#employer.gone(error) });
  }

  probe(answer: () => void): void {
    platform().hop(answer);
  }
}

function nothing(): void {}
