import { Lock, Queue, Thread } from 'heddle';
import type { Contest, Side } from '../contest.ts';
import { contending, type Bout } from '../threads/contending.ts';

/** Two threads that take the same lock as fast as they can. An operation is one acquisition by one of them. */
function contest(id: string, title: string, wait: Bout['wait']): Contest {
  return {
    id,
    title,
    sum: (operations) => operations,
    open() {
      const shared = new Int32Array(new SharedArrayBuffer(12));
      const bouts = [new Queue<Bout>(), new Queue<Bout>()] as const;
      const done = new Queue<number>();
      const lock = new Lock({ name: 'contended' });
      const threads = bouts.map((own) =>
        Thread.start({ target: contending.contend, args: [lock, shared, own, done] }),
      );
      const failed = Promise.all(threads.map((thread) => thread.result())).then(() => 0);
      const side = (name: string, which: Bout['lock']): Side => ({
        name,
        async run(operations) {
          shared[1] = 0;
          const half = Math.floor(operations / 2);
          await bouts[0].put({ lock: which, wait, times: half });
          await bouts[1].put({ lock: which, wait, times: operations - half });
          for (let i = 0; i < 2; i += 1) await Promise.race([done.get(), failed]);
          return shared[1];
        },
      });
      const word = side('bare word', 'word');
      return [
        side(wait === 'sync' ? 'acquireSync()' : 'await acquire()', 'heddle'),
        {
          ...word,
          async close() {
            for (const own of bouts) own.shutdown();
            await failed;
          },
        },
      ];
    },
  };
}

export const lockThreadsContests: readonly Contest[] = [
  contest('lock-contended-sync', 'two threads contend, acquireSync and release', 'sync'),
  contest('lock-contended-await', 'two threads contend, await acquire and release', 'await'),
];
