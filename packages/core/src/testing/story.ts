import { Task } from '../coroutine/task.ts';
import { Awaited, Operation } from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import type { Runnable } from '../scheduler/order.ts';
import { nameOf, waitOf, type Labels } from './waits.ts';

/** A schedule in words: who did what, one line for each step. */
export class Story implements Labels {
  readonly lines: string[] = [];
  readonly #labels = new Map<Task<unknown>, string>();
  /** How many tasks had a name. */
  readonly #named = new Map<string, number>();
  /** The task of the last line, whose step may not be over. */
  #task: Task<unknown> | undefined = undefined;
  #joint = ' ';

  entered(task: Task<unknown>): void {
    // Those without a name are numbered from the start of the program on, not of the thread.
    const name = task.name.replace(/^task-\d+$/, 'task');
    const number = (this.#named.get(name) ?? 0) + 1;
    this.#named.set(name, number);
    this.#labels.set(task, number === 1 && name === task.name ? name : `${name}#${number}`);
  }

  label(task: Task<unknown>): string {
    return this.#labels.get(task) ?? task.describe();
  }

  goesOn(runnable: Runnable): void {
    this.close();
    this.#joint = ' ';
    if (runnable instanceof Task) {
      this.#task = runnable;
      this.lines.push(this.label(runnable));
      return;
    }
    const operation = runnable instanceof Awaited ? runnable.operation : runnable;
    if (!(operation instanceof Operation)) {
      this.lines.push('something else goes on');
      return;
    }
    const owner = ownerOf(runnable);
    const called = nameOf(operation, this);
    const name = /^(the|an?) /.test(called) ? called : `the ${called}`;
    const known = owner instanceof Task ? owner : undefined;
    if (!(runnable instanceof Awaited)) {
      this.lines.push(`${name}${known === undefined ? '' : ` by ${this.label(known)}`} is over`);
    } else if (known === undefined) {
      this.lines.push(`whoever awaits ${name} goes on`);
    } else {
      this.#task = known;
      this.#joint = ' and ';
      this.lines.push(`${this.label(known)} goes on after ${name}`);
    }
  }

  timePassed(at: number): void {
    this.close();
    this.lines.push(`time passes to ${at} ms`);
  }

  /** Says how far the last step led. */
  close(): void {
    const task = this.#task;
    if (task === undefined) return;
    this.#task = undefined;
    this.lines.push(this.lines.pop()! + this.#joint + this.#nowDoes(task));
  }

  #nowDoes(task: Task<unknown>): string {
    switch (task.state) {
      case 'done':
        return 'ends';
      case 'failed':
        return `fails: ${String(task._value)}`;
      case 'cancelled':
        return 'ends cancelled';
      case 'waiting':
        return task._waitsFor === undefined ? 'awaits' : `waits for ${waitOf(task, this)}`;
      default:
        return 'gives way';
    }
  }
}

/** Who waits for what is over, where that is known. */
function ownerOf(runnable: Runnable): unknown {
  if (runnable instanceof Awaited) return runnable._explored?.waiter;
  return runnable instanceof Pending ? runnable.owner : undefined;
}
