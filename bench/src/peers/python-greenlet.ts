import type { Side } from '../contest.ts';

// `process` is there in Node, Bun and Deno; a page has none, and no Python.
const isPage = typeof process === 'undefined';
const childProcess = isPage ? undefined : await import('node:child_process');
const readline = isPage ? undefined : await import('node:readline');

/** A Python with the package greenlet: the first one of the path may be another than the system's. */
function findPython(): string | undefined {
  return ['python3', '/usr/bin/python3'].find(
    (path) => childProcess?.spawnSync(path, ['-c', 'import greenlet']).status === 0,
  );
}

/** As measured from here: a line to the process and one back take less than a hundredth of a round. */
export function pythonGreenlet(what: 'two' | 'turns' | 'main'): Side[] {
  const python = findPython();
  if (python === undefined || childProcess === undefined || readline === undefined) return [];
  const script = decodeURIComponent(new URL('greenlets.py', import.meta.url).pathname);
  const child = childProcess.spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = readline.createInterface(child.stdout);
  return [
    {
      name: 'Python, greenlet.switch',
      run: (operations) =>
        new Promise((resolve) => {
          const ended = () => resolve(NaN);
          child.once('exit', ended);
          lines.once('line', (line) => {
            child.off('exit', ended);
            resolve(Number(line));
          });
          child.stdin.write(`${what} ${operations}\n`);
        }),
      close: () => void child.kill(),
    },
  ];
}
