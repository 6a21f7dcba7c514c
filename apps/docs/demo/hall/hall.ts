import { bindWorker, Thread, threadErrorHook, threads, Timer, Value } from 'heddle';
import { counting } from './counting.ts';

bindWorker(
  counting,
  () => new Worker(new URL('./counting.ts', import.meta.url), { type: 'module' }),
);

/** Up to here the primes are counted: some seconds. */
const limit = 6_000_000;
/** Milliseconds until a Timer begins. */
const delay = 4000;

/** A thread of the hall, as it is at this moment. */
export interface Look {
  readonly name: string;
  readonly ident: number | undefined;
  readonly state: 'waits' | 'runs' | 'ended';
  /** What came of it, in words. */
  readonly outcome: string;
  /** From 0 to 1, where memory can be shared. */
  readonly progress: number | undefined;
}

/** Threads that a reader starts and ends. */
export class Hall {
  readonly #seats: Seat[] = [];
  readonly #shared: boolean;

  constructor(shared: boolean, onFailure: (text: string) => void) {
    this.#shared = shared;
    threadErrorHook(({ error, thread }) => onFailure(`${thread.name}: ${String(error)}`));
  }

  start(kind: 'thread' | 'timer' | 'failing'): void {
    const name = `${kind}-${this.#seats.length + 1}`;
    this.#seats.push(new Seat(name, kind, this.#shared));
  }

  looks(): Look[] {
    return this.#seats.map((seat) => seat.look());
  }

  /** Lets a Timer never begin, and ends any other thread where it is. */
  end(index: number): void {
    this.#seats[index]!.end();
  }

  rename(index: number, name: string): void {
    this.#seats[index]!.thread.name = name;
  }

  /** The names of all threads that are alive. */
  alive(): string[] {
    return threads().map(({ name }) => name);
  }

  close(): void {
    for (const seat of this.#seats) seat.end();
    threadErrorHook();
  }
}

class Seat {
  readonly thread: Thread<typeof counting.primes> | Thread<typeof counting.fail>;
  readonly #seen: Value<'i32'> | undefined;
  #outcome = '';

  constructor(name: string, kind: 'thread' | 'timer' | 'failing', shared: boolean) {
    if (kind === 'failing') {
      // Nobody asks for its result, so the hook is told.
      this.thread = Thread.start({ target: counting.fail, name });
      void this.thread.join().then(() => (this.#outcome = 'failed'));
      return;
    }
    const seen = shared ? new Value('i32', 0) : undefined;
    this.#seen = seen;
    const target = counting.primes;
    const args: Parameters<typeof target> = [limit, seen];
    const thread =
      kind === 'timer'
        ? Timer.start({ delay, target, args, name })
        : Thread.start({ target, args, name });
    this.thread = thread;
    void thread.result().then(
      (primes) => (this.#outcome = `${primes.toLocaleString('en')} primes`),
      (error: unknown) => (this.#outcome = String(error)),
    );
  }

  look(): Look {
    const { name, ident, alive } = this.thread;
    const state = alive ? (ident === undefined ? 'waits' : 'runs') : 'ended';
    const progress = this.#seen && this.#seen.value / limit;
    return { name, ident, state, outcome: this.#outcome, progress };
  }

  end(): void {
    if (!this.thread.alive) return;
    if (!(this.thread instanceof Timer && this.thread.cancel())) void this.thread.terminate();
  }
}
