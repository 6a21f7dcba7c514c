import {
  dump,
  SharedArray,
  spawn,
  Thread,
  toHandle,
  Value,
  type Shareable,
  type ThreadTarget,
  type Task,
} from 'heddle';
import { kept, phases, rows, type Figures, type Role } from './actor.ts';
import { Fault, told } from './fault.ts';
import type { Random } from './random.ts';

/** Nobody who gets on is silent for so long, also on a machine with far more to do than it has cores. */
const patience = 30_000;
const lookEvery = 20;
/** How long after a failure others are heard, which may be its cause. */
const others = 500;

/** The arguments of a target behind its role. */
type Rest<F> = F extends (role: Role, ...rest: infer R) => unknown ? R : never;
type Part = (role: Role, ...rest: never[]) => unknown;

/** A thread that may be killed. */
export interface Victim {
  readonly thread: Thread;
  /** It is in the midst of its work. */
  hasBegun(): boolean;
}

interface Member {
  readonly name: string;
  readonly row: number;
  ended: boolean;
}

const isEnded = ({ ended }: Member): boolean => ended;

/** Threads and tasks that work at the same time until they are told to end; none may fail, or stop getting on. */
export class Crew {
  readonly #random: Random;
  readonly #members: Member[] = [];
  readonly #figures: Figures[] = [];
  readonly #stop = new Value('u8', 0);
  readonly #steps = new SharedArray('u32', rows);
  readonly #story = new SharedArray('u8', rows * kept);
  readonly #failed: Promise<never>;
  #fail!: (why: unknown) => void;
  readonly #failures: string[] = [];
  #change: () => void = () => {};

  constructor(random: Random) {
    this.#random = random;
    this.#failed = new Promise((_, reject) => (this.#fail = reject));
    this.#failed.catch(() => {}); // whoever waits for the end hears of it
  }

  /** Starts a thread; its figures count. */
  thread<F extends ThreadTarget & Part>(target: F, ...rest: Rest<F>): Thread<F> {
    const role = this.#role();
    const thread = this.#start(target, role, rest);
    this.#join(thread.name, role, thread.result());
    return thread;
  }

  /** Starts one that may be killed: nobody waits for its result. */
  victim<F extends ThreadTarget & Part>(target: F, ...rest: Rest<F>): Victim {
    const role = this.#role();
    const thread = this.#start(target, role, rest) as Victim['thread'];
    return { thread, hasBegun: () => this.#steps.get(role.row) > 0 };
  }

  /** Runs the same as a task of this thread. */
  task<A extends readonly unknown[]>(
    target: (role: Role, ...rest: A) => unknown,
    ...rest: A
  ): Task<unknown> {
    const role = this.#role();
    const task = spawn(target as (...args: readonly unknown[]) => unknown, role, ...rest);
    this.#join(`here: ${target.name}`, role, task);
    return task;
  }

  /** Lets them work for so long, from when all have begun, then has them end; gives their figures, added up. @throws Fault, and what one of them threw */
  async finish(ms: number): Promise<Figures> {
    const hasBegun = ({ row }: Member): boolean => this.#steps.get(row) > 0;
    await Promise.race([this.#until((one) => hasBegun(one) || isEnded(one)), this.#failed]);
    await Promise.race([this.#pause(ms), this.#failed]);
    this.#stop.value = 1;
    await Promise.race([this.#until(isEnded), this.#failed]);
    const sum: Figures = {};
    for (const figures of this.#figures) {
      for (const [what, count] of Object.entries(figures)) sum[what] = (sum[what] ?? 0) + count;
    }
    return sum;
  }

  /** What everybody works with: its words in shared memory are told with a fault. */
  shows(...objects: readonly Shareable[]): void {
    this.#shown.push(...objects);
  }
  readonly #shown: Shareable[] = [];

  /** What everybody was doing. */
  tell(): string {
    const lines = this.#members.map(({ name, row, ended }) => {
      const steps = this.#steps.get(row);
      const last = Array.from(
        { length: Math.min(steps, kept) },
        (_, back) => phases[this.#story.get(row * kept + ((steps - 1 - back) % kept))],
      );
      return `  ${name}${ended ? ' (has ended)' : ''}: ${steps} steps, the last: ${last.toReversed().join(', ')}`;
    });
    return [...lines, ...this.#shown.map(words), String(dump())].join('\n');
  }

  #start<F extends ThreadTarget & Part>(target: F, role: Role, rest: Rest<F>): Thread<F> {
    return Thread.start({ target, args: [role, ...(rest as unknown[])] as never });
  }

  #role(): Role {
    // Those that are killed are many, one after another: the first half is for whoever stays.
    const taken = this.#next++;
    const row = taken < rows / 2 ? taken : rows / 2 + (taken % (rows / 2));
    this.#steps.set(row, 0);
    const seed = this.#random.below(2 ** 31);
    return { row, seed, stop: this.#stop, steps: this.#steps, story: this.#story };
  }
  #next = 0;

  #join(name: string, { row }: Role, result: PromiseLike<unknown>): void {
    const member: Member = { name, row, ended: false };
    this.#members.push(member);
    result.then(
      (figures) => {
        member.ended = true;
        this.#figures.push(figures as Figures);
        this.#change();
      },
      (error: unknown) => this.#failedBy(name, error),
    );
  }

  /** The first to be heard of may be one that lost its lock to another's failure. */
  #failedBy(name: string, error: unknown): void {
    this.#failures.push(`${name} failed: ${told(error)}`);
    if (this.#failures.length > 1) return;
    setTimeout(() => {
      this.#fail(new Fault([...this.#failures, this.tell()].join('\n'), { cause: error }));
    }, others);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** @throws Fault when nobody gets on. */
  async #until(holds: (one: Member) => boolean): Promise<void> {
    let [seen, since] = ['', performance.now()];
    while (!this.#members.every(holds)) {
      await Promise.race([
        this.#pause(lookEvery),
        new Promise<void>((resolve) => (this.#change = resolve)),
      ]);
      const now = `${this.#steps.toArray()} ${this.#members.filter(({ ended }) => ended).length}`;
      if (now !== seen) [seen, since] = [now, performance.now()];
      else if (performance.now() - since > patience) {
        throw new Fault(`nobody has got on for ${patience / 1000} s:\n${this.tell()}`);
      }
    }
  }
}

/** The slot of an object in shared memory, a word after the other. */
function words(object: Shareable): string {
  const { kind, data, memory } = toHandle(object);
  const { slot } = data as { readonly slot: number };
  const all = Array.from(new Int32Array(memory, slot * 64, 16), (word) =>
    (word >>> 0).toString(16),
  );
  return `  ${kind} in slot ${slot}: ${all.join(' ')}`;
}
