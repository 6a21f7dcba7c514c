import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Side } from '../contest.ts';

interface PythonScript {
  readonly name: string;
  /** Beside this file. */
  readonly file: string;
  readonly args: readonly string[];
  /** What it is asked by; it answers with a line that is the sum. */
  question(operations: number): string;
}

const hasPython = (): boolean => spawnSync('python3', ['--version']).status === 0;

/** A side in Python, where there is a Python. As measured from here: a line to its process and one back. */
export function pythonSide({ name, file, args, question }: PythonScript): Side[] {
  if (!hasPython()) return [];
  const script = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn('python3', [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  return [
    {
      name,
      run: (operations) =>
        new Promise((resolve) => {
          const ended = () => resolve(NaN);
          child.once('exit', ended);
          lines.once('line', (line) => {
            child.off('exit', ended);
            resolve(Number(line));
          });
          child.stdin.write(`${question(operations)}\n`);
        }),
      // It ends when there is nothing more to read.
      close: () =>
        new Promise((resolve) => {
          child.once('exit', () => resolve());
          child.stdin.end();
        }),
    },
  ];
}
