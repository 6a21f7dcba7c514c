import { ThreadPoolExecutor, type Future } from 'heddle';
import { prefix, type Kind, type Note } from './note.ts';
import { weaving, type Order } from './weaving.ts';

/** The threads are started before their first calls, which would tell what is to run in them. */
const worker = (): Worker =>
  new Worker(new URL('./weaving.ts', import.meta.url), { type: 'module' });

export interface CrewOptions {
  readonly workers: number;
  /** Each worker is a pool of its own, and gets its calls in turn. */
  readonly dealt?: boolean;
  readonly onWorkerDeath?: 'replace' | 'break';
  onNote(note: Note): void;
}

/** How a call that is to be cancelled takes it. */
export type Manner = 'look' | 'wait' | 'ignore';

export interface Limits {
  readonly signal: AbortSignal;
  readonly timeout: number;
  readonly grace: number;
}

/** The threads of a demo, which tell what they do. */
export class Crew {
  readonly #pools: readonly ThreadPoolExecutor[];
  readonly #diary = `heddle-crew-${Math.random()}`;
  readonly #channel = new BroadcastChannel(this.#diary);
  #calls = 0;
  #roundsPerMs = 0;

  private constructor({ workers, dealt = false, onWorkerDeath = 'replace', onNote }: CrewOptions) {
    this.#pools = dealt
      ? Array.from(
          { length: workers },
          (_, n) =>
            new ThreadPoolExecutor({ maxWorkers: 1, threadNamePrefix: `${prefix}_${n}`, worker }),
        )
      : [
          new ThreadPoolExecutor({
            name: 'weaving mill',
            maxWorkers: workers,
            threadNamePrefix: prefix,
            onWorkerDeath,
            worker,
          }),
        ];
    this.#channel.addEventListener('message', ({ data }: MessageEvent<Note>) =>
      onNote({ ...data, worker: data.worker.replace(/^(\D+_\d+)_\d+$/, '$1') }),
    );
  }

  /** Starts all threads, and measures how fast one computes. */
  static async open(options: CrewOptions): Promise<Crew> {
    const crew = new Crew(options);
    await Promise.all(crew.#pools.map((pool) => pool.warmUp()));
    await crew.#pools[0]!.submit(weaving.measure); // gets it compiled
    crew.#roundsPerMs = await crew.#pools[0]!.submit(weaving.measure);
    return crew;
  }

  get workers(): number {
    return this.#pools.reduce((sum, pool) => sum + pool.workers, 0);
  }

  #order(kind: Kind, ms: number): Order {
    const [diary, call] = [this.#diary, this.#calls++];
    return { diary, call, kind, rounds: Math.round(ms * this.#roundsPerMs) };
  }

  /** A call that computes for about so long, if it has a core for itself. */
  weave(kind: Kind, ms: number): Future<number> {
    const order = this.#order(kind, ms);
    return this.#pools[order.call % this.#pools.length]!.submit(weaving.weave, order);
  }

  /** One that does not end until it is cancelled. */
  subject(
    manner: Manner,
    limits: Limits,
  ): { readonly call: number; readonly future: Future<unknown> } {
    const order = this.#order('subject', 0);
    const pool = this.#pools[0]!.with(limits);
    return {
      call: order.call,
      future: pool.submit<(typeof weaving)[Manner]>(weaving[manner], order),
    };
  }

  /** One that ends its worker half-way. */
  die(ms: number): Future<never> {
    return this.#pools[0]!.submit(weaving.die, this.#order('subject', ms)) as Future<never>;
  }

  /** Takes no more calls; those that have not begun are cancelled. */
  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.shutdown({ cancelFutures: true })));
    this.#channel.close();
  }

  /** Ends it wherever it is. */
  stop(): void {
    for (const pool of this.#pools) void pool.terminateWorkers();
    this.#channel.close();
  }
}
