import { fileURLToPath } from 'node:url';
import { x } from 'tinyexec';
import { sumBelow, type Contest, type Side } from '../contest.ts';
import type { PoolKind } from '../pools/pool.ts';
import type { Told } from '../pool-process.ts';

const script = fileURLToPath(new URL('../pool-process.ts', import.meta.url));
const flags = 'Deno' in globalThis ? ['run', '-A'] : [];

/** What a process tells in which nothing but this pool has worked. */
async function ask(what: 'idle' | 'memory', kind: string, tasks: number): Promise<Told> {
  const child = await x(process.execPath, [...flags, script, what, kind, String(tasks)]);
  const line = child.stdout.split('\n').find((each) => each.startsWith('{'));
  if (line === undefined) throw new Error(`the process told nothing: ${child.stderr}`);
  return JSON.parse(line) as Told;
}

function memory(kind: PoolKind, name: string, operations: number): Side {
  return {
    name,
    operations,
    async run(tasks, note) {
      const { sum, reading } = await ask('memory', kind.name, tasks);
      note(reading);
      return sum;
    },
  };
}

function idle(kind: PoolKind): Side {
  return {
    name: kind.name,
    async run(tasks, note) {
      const { sum, reading } = await ask('idle', kind.name, tasks);
      note(reading);
      return sum;
    },
  };
}

/** @param kinds Heddle's pool first. */
export function poolProcessContests(kinds: readonly [PoolKind, ...PoolKind[]]): Contest[] {
  const [heddle] = kinds;
  return [
    {
      id: 'pool-memory',
      title: 'bytes of a process whose pool of 2 has done tasks: 10 million | a million',
      measures: 'bytes',
      operations: 10_000_000,
      rounds: 3,
      keepsGarbage: true,
      sum: (operations) => sumBelow(operations + 1),
      open: () => [
        memory(heddle, 'after 10 million', 10_000_000),
        memory(heddle, 'after a million', 1_000_000),
      ],
    },
    {
      id: 'pool-idle',
      title: 'how long a process computes within 2 s after the last task of its pool of 2',
      measures: 'delay',
      operations: 10_000,
      rounds: 3,
      keepsGarbage: true,
      peersMayBreak: true,
      sum: (operations) => sumBelow(operations + 1),
      open: () => kinds.map(idle),
    },
  ];
}
