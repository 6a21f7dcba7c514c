import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

const headers = ['HTTP/1.0 200 OK', 'Content-Type: text/plain', 'Connection: close'];

onEveryRuntime('wget-three-hosts.ts', (lines) => {
  expect(lines.at(-1)).toBe('header lines: 3 3 3');
  const heads = lines.slice(0, -1);
  const of = (host: number): string[] =>
    heads.filter((line) => line.startsWith(`host ${host} (thread 1): `));
  for (const host of [1, 2, 3]) {
    expect(of(host)).toEqual(headers.map((header) => `host ${host} (thread 1): ${header}`));
  }
  // All three have begun before the first of them has ended.
  const firstEnd = heads.findIndex((line) => line.endsWith(headers[2]!));
  expect(heads.filter((line) => line.endsWith(headers[0]!)).length).toBe(3);
  expect(heads.findLastIndex((line) => line.endsWith(headers[0]!))).toBeLessThan(firstEnd);
});
