import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Side } from '../contest.ts';

const hasPython = (): boolean => spawnSync('python3', ['--version']).status === 0;
const script = fileURLToPath(new URL('pool.py', import.meta.url));

/** Python's pool, where there is a Python. As measured from here: a line to its process and one back. */
export function pythonPool(workers: number, chunksize: number): Side[] {
  if (!hasPython()) return [];
  const child = spawn('python3', [script, String(workers)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  return [
    {
      name: 'Python, ProcessPoolExecutor.map',
      run: (operations) =>
        new Promise((resolve) => {
          const ended = () => resolve(NaN);
          child.once('exit', ended);
          lines.once('line', (line) => {
            child.off('exit', ended);
            resolve(Number(line));
          });
          child.stdin.write(`${operations} ${chunksize}\n`);
        }),
      // It ends its workers when there is nothing more to read.
      close: () =>
        new Promise((resolve) => {
          child.once('exit', () => resolve());
          child.stdin.end();
        }),
    },
  ];
}
