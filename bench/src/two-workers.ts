import type { Side } from './contest.ts';
import { bare, Worker } from './peers/bare-worker.ts';
import type { ItemKind } from './threads/items.ts';
import type { BareBout, Part } from './threads/relaying-bare.ts';

/** Two bare workers with a channel between them, as a side: from one to the other, `batch` items in a message. */
export function twoWorkers(
  name: string,
  kind: ItemKind,
  roles: readonly [Part['role'], Part['role']],
  batch: number = 1,
): Side {
  const { port1, port2 } = new MessageChannel();
  const ports = [port1, port2] as const;
  let answered: ((sum: number) => void) | undefined;
  const workers = ports.map((port, index) => {
    const worker = bare(
      new Worker(new URL('./threads/relaying-bare.ts', import.meta.url), { type: 'module' }),
    );
    worker.onMessage((sum) => answered?.(sum as number));
    worker.post({ role: roles[index]!, kind, port } satisfies Part, [port]);
    return worker;
  });
  return {
    name,
    run: (times) =>
      new Promise((resolve) => {
        answered = resolve;
        for (const worker of workers) worker.post({ times, batch } satisfies BareBout);
      }),
    async close() {
      for (const worker of workers) await worker.terminate();
    },
  };
}
