import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Side } from '../contest.ts';
import type { Child } from './orphaning.ts';

const script = fileURLToPath(new URL('./orphaning.ts', import.meta.url));
const flags = 'Deno' in globalThis ? ['run', '-A'] : [];
/** Milliseconds after which a child is taken for one that stays. */
const patience = 3000;

/** A program that has started a child is killed: after how long is that one gone, with which its output ends? */
export function orphaned(name: string, child: Child): Side {
  return {
    name,
    async run(operations, note) {
      const parent = spawn(process.execPath, [...flags, script, child], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(parent.stdout!, 'data')) as [Buffer];
      const began = performance.now();
      parent.kill('SIGKILL');
      await outputEnds(parent, Number(line.toString()));
      note((performance.now() - began) * 1e6);
      return operations;
    },
  };
}

/** @throws Error if the child lives on, which is ended then. */
async function outputEnds({ stdout }: ChildProcess, child: number): Promise<void> {
  let livesOn = false;
  const timer = setTimeout(() => {
    livesOn = true;
    process.kill(child, 'SIGKILL');
  }, patience);
  stdout!.resume();
  await once(stdout!, 'close');
  clearTimeout(timer);
  if (livesOn) throw new Error(`its child computes on (for ${patience / 1e3} s and more)`);
}
