import { tasks, type Queue } from 'heddle';
import { HandOver } from '../peers/hand-over.ts';
import { obey, type Bout } from './bout.ts';

/** In which ways a number goes to the other thread and back. */
export type AskWay = 'sync' | 'await' | 'handOver';

/** What goes there and back: a queue each, or the bare turn. */
export interface Line {
  readonly there: Queue<number>;
  readonly back: Queue<number>;
  readonly words: Int32Array<SharedArrayBuffer>;
}

/** Two threads, one of which asks, and waits for the answer of the other one, which waits for a question. */
export const asking = tasks('asking', import.meta.url, {
  ask(
    { there, back, words }: Line,
    bouts: Queue<Bout<AskWay>>,
    sums: Queue<number>,
  ): Promise<void> {
    const turn = new HandOver(words, 0);
    const ways = {
      sync(times: number): number {
        let sum = 0;
        for (let i = 0; i < times; i += 1) {
          there.putSync(i);
          sum += back.getSync();
        }
        return sum;
      },
      async await(times: number): Promise<number> {
        let sum = 0;
        for (let i = 0; i < times; i += 1) {
          await there.put(i);
          sum += await back.get();
        }
        return sum;
      },
      handOver(times: number): number {
        let sum = 0;
        for (let i = 0; i < times; i += 1) {
          turn.unpark();
          turn.park();
          sum += i;
        }
        return sum;
      },
    };
    return obey(ways, bouts, sums);
  },

  answer(
    { there, back, words }: Line,
    bouts: Queue<Bout<AskWay>>,
    sums: Queue<number>,
  ): Promise<void> {
    const turn = new HandOver(words, 1);
    const ways = {
      sync(times: number): void {
        for (let i = 0; i < times; i += 1) back.putSync(there.getSync());
      },
      async await(times: number): Promise<void> {
        for (let i = 0; i < times; i += 1) await back.put(await there.get());
      },
      handOver(times: number): void {
        for (let i = 0; i < times; i += 1) {
          turn.park();
          turn.unpark();
        }
      },
    };
    return obey(ways, bouts, sums);
  },
});
