import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ProcessPoolExecutor, tasks, Value } from 'heddle';
import type { Side } from '../contest.ts';

const blocking = tasks('blocking', import.meta.url, {
  add(value: Value<'i32'>, times: number): number {
    const before = value.value;
    for (let i = 0; i < times; i += 1) value.add(1);
    return value.value - before;
  },
});

/** Calls in which a child blocks until its parent, which has the value, has answered. */
export function blockingCalls(): Side {
  const pool = new ProcessPoolExecutor({ maxWorkers: 1 });
  const value = new Value('i32', 0);
  return {
    name: 'Value.add',
    run: async (operations) => pool.submit(blocking.add, value, operations),
    close: () => pool.shutdown(),
  };
}

/** As one writes it by hand: sixteen bytes through one more pipe, and sixteen back through another. */
export function barePipes(): Side {
  const flags = 'Deno' in globalThis ? ['run', '-A'] : [];
  const script = fileURLToPath(new URL('./bare-pipes.ts', import.meta.url));
  const child = spawn(process.execPath, [...flags, script], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe', 'pipe'],
  });
  const [, , , , requests, replies] = child.stdio as unknown as Duplex[];
  let done: ((sum: number) => void) | undefined;
  requests!.on('data', (chunk: Buffer) => {
    // One at a time: it waits for each answer.
    const [kind, value] = [chunk.readUInt32LE(0), chunk.readUInt32LE(4)];
    if (kind === 1) done!(value);
    else replies!.write(Buffer.from(chunk));
  });
  return {
    name: 'two pipes',
    run: (operations) =>
      new Promise((resolve) => {
        done = resolve;
        const question = Buffer.alloc(16);
        question.writeUInt32LE(operations, 0);
        replies!.write(question);
      }),
    async close() {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}
