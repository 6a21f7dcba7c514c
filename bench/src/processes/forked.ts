import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Name } from '../pools/functions.ts';
import type { Pool, PoolKind } from '../pools/pool.ts';
import type { Answer, Call } from '../pools/raw.ts';

/** A process of the runtime's own, whose messages may be what structured clone knows. */
export function forked(script: string, args: readonly string[] = []): ChildProcess {
  const file = fileURLToPath(new URL(script, import.meta.url));
  return fork(file, args, { serialization: 'advanced' });
}

export async function ended(child: ChildProcess): Promise<void> {
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
}

function open(workers: number): Pool {
  const waiting = new Map<number, (value: never) => void>();
  const all = Array.from({ length: workers }, () => {
    const child = forked('./forked-worker.ts');
    child.on('message', (message) => {
      const { id, value } = message as unknown as Answer;
      waiting.get(id)!(value as never);
      waiting.delete(id);
    });
    return child;
  });
  let last = 0;
  const call = <T>(name: Name, args: readonly unknown[]): Promise<T> =>
    new Promise<T>((resolve) => {
      const id = (last += 1);
      waiting.set(id, resolve);
      all[id % workers]!.send({ id, name, args } satisfies Call as never);
    });
  return {
    add: (a, b) => call('add', [a, b]),
    compute: (n) => call('compute', [n]),
    who: () => call('who', []),
    increment: (bytes) => call('increment', [bytes]),
    close: () => Promise.all(all.map(ended)),
  };
}

/** One message for each call, as one writes it by hand. */
export const rawFork: PoolKind = { name: 'fork', open };
