import { Lock, Queue, Thread } from 'heddle';
import type { Contest, Side } from '../contest.ts';
import { contending, shared, type Bout } from '../threads/contending.ts';

interface Options {
  readonly id: string;
  readonly title: string;
  /** The ways in which both threads take turns, by the name of the side. */
  readonly sides: Readonly<Record<string, Bout['by']>>;
  readonly fair?: boolean;
}

/** Two threads that take turns as fast as they can. An operation is one turn of one of them. */
function contest({ id, title, sides, fair = false }: Options): Contest {
  return {
    id,
    title,
    // Long enough that it does not matter how the two threads begin.
    roundTime: 150,
    // Each thread does half of them.
    sum: (operations) => 2 * Math.floor(operations / 2),
    open() {
      const words = new Int32Array(new SharedArrayBuffer(shared.words * 4));
      words[shared.handOver] = 1;
      const bouts = [new Queue<Bout>(), new Queue<Bout>()] as const;
      const done = new Queue<number>();
      const lock = new Lock({ name: 'contended', fair });
      const threads = bouts.map((own, me) =>
        Thread.start({ target: contending.contend, args: [lock, words, me, own, done] }),
      );
      const failed = Promise.all(threads.map((thread) => thread.result())).then(() => 0);
      const side = (name: string, by: Bout['by']): Side => ({
        name,
        async run(operations) {
          words[shared.sum] = 0;
          const times = Math.floor(operations / 2);
          for (const own of bouts) await own.put({ by, times });
          for (let i = 0; i < 2; i += 1) await Promise.race([done.get(), failed]);
          return words[shared.sum]!;
        },
      });
      const all = Object.entries(sides).map(([name, by]) => side(name, by));
      all[0]!.close = async () => {
        for (const own of bouts) own.shutdown();
        await failed;
      };
      return all;
    },
  };
}

export const lockThreadsContests: readonly Contest[] = [
  contest({
    id: 'lock-contended-sync',
    title: 'two threads contend, acquireSync and release',
    sides: {
      'acquireSync()': 'lockSync',
      'bare word, bounded': 'boundedSync',
      'bare word': 'wordSync',
    },
  }),
  contest({
    id: 'lock-contended-await',
    title: 'two threads contend, await acquire and release',
    sides: {
      'await acquire()': 'lockAwait',
      'bare word, bounded': 'boundedAwait',
      'bare word': 'wordAwait',
    },
  }),
  contest({
    id: 'lock-fair-sync',
    title: 'two threads, a lock that is handed to each in turn | park and unpark, a word each',
    fair: true,
    sides: { 'fair, acquireSync()': 'fairSync', 'bare hand-over': 'handOver' },
  }),
];
