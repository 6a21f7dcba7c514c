import { Queue } from 'heddle';
import type { Side } from './contest.ts';
import type { Bout } from './threads/bout.ts';

type Bouts<W extends string> = Queue<Bout<W>>;

interface Started {
  result(): PromiseLike<unknown>;
}

/** Two threads of Heddle that do the same bout at the same time, until they are to end. */
export class TwoThreads<W extends string> {
  readonly #bouts: readonly [Bouts<W>, Bouts<W>] = [new Queue(), new Queue()];
  readonly #sums = new Queue<number>();
  readonly #failed: Promise<number>;

  /** `start` starts both, each with its own bouts; one of them puts into `sums`. */
  constructor(
    start: (bouts: readonly [Bouts<W>, Bouts<W>], sums: Queue<number>) => readonly Started[],
  ) {
    const threads = start(this.#bouts, this.#sums);
    this.#failed = Promise.all(threads.map((thread) => thread.result())).then(() => NaN);
    this.#failed.catch(() => {}); // whoever waits for a sum hears of it
  }

  /** @returns The sum over what was got. */
  async run(by: W, times: number): Promise<number> {
    for (const bouts of this.#bouts) await bouts.put({ by, times });
    return Promise.race([this.#sums.get(), this.#failed]);
  }

  async close(): Promise<void> {
    for (const bouts of this.#bouts) bouts.shutdown();
    await this.#failed;
  }

  /** The ways as sides; the first one closes the threads. */
  sides(ways: Readonly<Record<string, W>>): Side[] {
    const sides = Object.entries(ways).map(([name, by]): Side => ({
      name,
      run: (operations) => this.run(by, operations),
    }));
    sides[0]!.close = () => this.close();
    return sides;
  }
}
