import { fileURLToPath } from 'node:url';
import { x } from 'tinyexec';
import type { Contest, Side } from '../contest.ts';
import { items } from '../threads/items.ts';

const script = fileURLToPath(new URL('../moving-process.ts', import.meta.url));
const flags = 'Deno' in globalThis ? ['run', '-A'] : [];

/** What a process tells that has moved its items. */
export interface Moved {
  readonly sum: number;
  /** Bytes of the process that are in memory. */
  readonly resident: number;
}

/** A process of its own, so that nothing but these items has passed through it. */
function after(name: string, operations: number): Side {
  return {
    name,
    operations,
    async run(times, note) {
      const child = await x(process.execPath, [...flags, script, String(times)]);
      const line = child.stdout.split('\n').find((each) => each.startsWith('{'));
      if (line === undefined) throw new Error(`the process told nothing: ${child.stderr}`);
      const { sum, resident } = JSON.parse(line) as Moved;
      note(resident);
      return sum;
    },
  };
}

/** Does a shared queue keep something of what has passed through it? */
export const queueMemory: Contest = {
  id: 'queue-memory',
  title: 'bytes of a process that has moved items from thread to thread: 10 million | a million',
  measures: 'bytes',
  operations: 10_000_000,
  rounds: 3,
  sum: items.objects.sum,
  open: () => [after('after 10 million', 10_000_000), after('after a million', 1_000_000)],
};
