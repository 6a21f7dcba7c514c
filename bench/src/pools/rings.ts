import { bare, Worker } from '../peers/bare-worker.ts';
import { answered, asked, hostSleeps, Lane, laneCalls, workerSleeps } from './lane.ts';
import type { Pool, PoolKind } from './pool.ts';

/** Turns of the microtask queue in which the host looks for answers before it sleeps, and looks in each. */
const [turns, looks] = [50, 20];
/** A worker with so many calls under way shares with the others. */
const depth = 64;

/** One worker and its lane; two numbers in, one out, and nothing else: no errors, no cancelling, no other values. */
class Ringed {
  readonly #lane: Lane = new Lane();
  readonly #worker = bare(
    new Worker(new URL('./rings-worker.ts', import.meta.url), { type: 'module' }),
  );
  readonly #resolvers: ((sum: number) => void)[] = new Array(laneCalls);
  readonly #flush = (): void => {
    this.#willFlush = false;
    const { words } = this.#lane;
    Atomics.store(words, asked, this.#asked);
    if (Atomics.load(words, workerSleeps) === 1) Atomics.notify(words, asked);
    if (!this.#looks) {
      this.#looks = true;
      this.#turns = 0;
      this.#look();
    } else this.#turns = 0;
  };
  readonly #look = (): void => {
    for (let i = 0; i < looks; i += 1) {
      if (this.#take()) this.#turns = 0;
      if (this.#done === this.#asked) {
        this.#looks = false;
        return;
      }
    }
    this.#turns += 1;
    if (this.#turns < turns) queueMicrotask(this.#look);
    else this.#sleep();
  };
  #asked = 0;
  #done = 0;
  #turns = 0;
  #willFlush = false;
  #looks = false;

  constructor() {
    this.#worker.post(this.#lane.words.buffer);
  }

  get underWay(): number {
    return this.#asked - this.#done;
  }

  add(a: number, b: number): Promise<number> {
    if (this.underWay === laneCalls) throw new RangeError('the lane is full');
    const { calls } = this.#lane;
    const at = this.#asked & (laneCalls - 1);
    calls[at * 2] = a;
    calls[at * 2 + 1] = b;
    this.#asked += 1;
    if (!this.#willFlush) {
      this.#willFlush = true;
      queueMicrotask(this.#flush);
    }
    return new Promise((resolve) => {
      this.#resolvers[at] = resolve;
    });
  }

  close(): unknown {
    return this.#worker.terminate();
  }

  /** Settles what was answered. */
  #take(): boolean {
    const { words, answers } = this.#lane;
    const end = Atomics.load(words, answered);
    if (end === this.#done) return false;
    while (this.#done !== end) {
      const at = this.#done & (laneCalls - 1);
      this.#done += 1;
      this.#resolvers[at]!(answers[at]!);
    }
    return true;
  }

  #sleep(): void {
    const { words } = this.#lane;
    Atomics.store(words, hostSleeps, 1);
    const { async, value } = Atomics.waitAsync(words, answered, this.#done);
    const wake = (): void => {
      Atomics.store(words, hostSleeps, 0);
      this.#turns = 0;
      this.#look();
    };
    if (async) void value.then(wake);
    else wake();
  }
}

function refuse(): never {
  throw new Error('does nothing but add');
}

function open(workers: number): Pool {
  const all = Array.from({ length: workers }, () => new Ringed());
  let current = all[0]!;
  return {
    add(a, b) {
      if (current.underWay >= depth) {
        for (const other of all) if (other.underWay < current.underWay) current = other;
      }
      return current.add(a, b);
    },
    compute: refuse,
    who: refuse,
    increment: refuse,
    close: () => Promise.all(all.map((worker) => worker.close())),
  };
}

/** The limit: what shared memory gives with nothing around it. */
export const rings: PoolKind = { name: 'bare rings', open };
