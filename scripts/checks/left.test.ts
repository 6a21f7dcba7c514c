import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { left, markVariable } from './left.ts';

async function started(mark: string, name: string): Promise<() => void> {
  const child = spawn('/bin/sh', ['-c', 'echo; read -r line; :', name], {
    env: { ...process.env, [markVariable]: mark },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  return () => child.kill('SIGKILL');
}

test('finds what this run has left behind, and nothing of another one', async () => {
  const mark = randomUUID();
  const end = await started(mark, 'heddle-guardian');
  expect(left(mark)).toEqual([expect.stringMatching(/^\d+ \/bin\/sh .* heddle-guardian/)]);
  expect(left(randomUUID())).toEqual([]);
  end();
  await expect.poll(() => left(mark)).toEqual([]);
});

test('finds the entry of an adapter', async () => {
  const mark = randomUUID();
  const end = await started(mark, '/somewhere/@heddle/node/dist/process.js');
  expect(left(mark)).toHaveLength(1);
  end();
});

test('has no eye for what is none of Heddle’s', async () => {
  const mark = randomUUID();
  const end = await started(mark, 'a-server');
  expect(left(mark)).toEqual([]);
  end();
});
