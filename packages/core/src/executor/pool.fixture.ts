import { outcomes } from '../thread/call-lane.ts';
import type { Boundary } from '../wire/boundary.ts';
import type { Call } from './call.ts';
import { Pool } from './pool.ts';
import type { How, PoolOptions } from './pool-options.ts';
import type { Employer, PoolWorker } from './worker.ts';
import type { WorkerKind } from './worker-kind.ts';

/** A worker that does what the test says, at each step of a call's way. */
export class ScriptedWorker implements PoolWorker {
  readonly name: string;
  readonly #employer: Employer;
  /** Those that it was given and has not begun, and those that it runs; by number. */
  readonly waiting: Map<number, Call<unknown>> = new Map<number, Call<unknown>>();
  readonly running: Map<number, Call<unknown>> = new Map<number, Call<unknown>>();
  readonly asked: Call<unknown>[] = [];
  readonly skipped: number[] = [];
  readonly ahead = 0.1;
  readonly boundary: Boundary = { means: 'process', kindOf: () => undefined };
  pace = 0;
  room: number = Infinity;
  isClosed = false;
  isTerminated = false;
  isAlive = true;
  /** Nothing tells what it has begun, so nothing can be taken back. */
  isBlind: boolean;

  constructor(name: string, employer: Employer, isBlind: boolean) {
    this.isBlind = isBlind;
    this.name = name;
    this.#employer = employer;
  }

  put(call: Call<unknown>): boolean {
    if (call.args?.[0] === refused) throw refused;
    if (this.waiting.size + this.running.size >= this.room) return false;
    this.waiting.set(call.number, call);
    return true;
  }
  flush(): void {}
  hasBegun(call: Call<unknown>): boolean {
    return this.running.get(call.number) === call;
  }
  takeBack(call: Call<unknown>): boolean {
    if (this.isBlind || this.waiting.get(call.number) !== call) return false;
    this.waiting.delete(call.number);
    this.skipped.push(call.number);
    return true;
  }
  cancel(call: Call<unknown>): void {
    this.asked.push(call);
  }
  close(): void {
    this.isClosed = true;
  }
  terminate(): void {
    this.isTerminated = true;
  }
  probe(answer: () => void): void {
    if (this.isAlive) answer();
  }

  /** From here on what the test says. */
  ready(): this {
    this.#employer.ready();
    return this;
  }
  /** It begins the next call. */
  begin(): Call<unknown> {
    const [number, call] = this.waiting.entries().next().value!;
    this.waiting.delete(number);
    this.running.set(number, call);
    this.#employer.answered(number, outcomes.begun, undefined);
    return call;
  }
  /** The call that it began first ends. */
  end(value: unknown, how: 'returned' | 'threw' = 'returned'): void {
    const number = this.running.keys().next().value!;
    this.running.delete(number);
    this.#employer.answered(number, outcomes[how], value);
    this.tell();
  }
  /** It begins and ends the next call. */
  run(): void {
    this.end(this.begin().args![0]);
  }
  tell(): void {
    for (const number of this.skipped.splice(0)) {
      this.#employer.answered(number, outcomes.skipped, undefined);
    }
    this.#employer.drained();
  }
  idles(): void {
    this.#employer.idled();
  }
  dies(error: unknown = died): void {
    this.#employer.gone(error);
  }
  /** It has done all that it had and was closed. */
  leaves(): void {
    this.#employer.gone(undefined);
  }
}

/** An argument that no worker takes. */
export const refused: Error = new TypeError('it is refused');
export const died: Error = new Error('it has died');

export interface Script {
  readonly pool: Pool;
  /** All that were ever started. */
  readonly workers: ScriptedWorker[];
  /** In place of starting the next one. */
  fails: unknown;
  pack: WorkerKind['pack'];
  submit(value: unknown, how?: Partial<How>, fn?: (value: unknown) => unknown): Call<unknown>;
}

/** A pool of such workers, for calls that give what they are called with. */
export function script(options: Partial<PoolOptions> = {}, isBlind = false): Script {
  const workers: ScriptedWorker[] = [];
  const kind: WorkerKind = {
    target: () => ({ title: 'echo', reference: undefined }),
    pack: (args, moving) => made.pack(args, moving),
    cannotBlock: 'it does what a test says',
    start(employer, name) {
      if (made.fails !== undefined) throw made.fails;
      const worker = new ScriptedWorker(name, employer, isBlind);
      workers.push(worker);
      return worker;
    },
  };
  const pool = new Pool(
    {
      name: 'p',
      workerNamePrefix: 'p',
      maxWorkers: 1,
      minWorkers: 0,
      tasksPerWorker: 1,
      maxTasksPerChild: Infinity,
      maxQueue: Infinity,
      ageing: 1000,
      onWorkerDeath: 'replace',
      ...options,
    },
    kind,
  );
  const made: Script = {
    pool,
    workers,
    fails: undefined,
    pack: () => undefined,
    submit: (value, how = {}, fn = echo) =>
      pool.submit({ priority: 0, ...how }, fn as never, [value]) as Call<unknown>,
  };
  return made;
}

function echo(value: unknown): unknown {
  return value;
}
