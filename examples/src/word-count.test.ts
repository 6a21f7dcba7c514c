import { readFileSync, readdirSync } from 'node:fs';
import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

const folder = new URL('./', import.meta.url);

onEveryRuntime('word-count.ts', (lines) => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const words = (name: string): string[] =>
    readFileSync(new URL(name, folder), 'utf8')
      .toLowerCase()
      .match(/[a-z]+/g) ?? [];
  expect(lines.slice(0, names.length)).toEqual(
    names.toSorted().map((name) => `${name}: ${new Set(words(name)).size} different words`),
  );
  const all = names.flatMap(words);
  const ranked = lines.slice(names.length, -1).map((line) => line.split(' × '));
  expect(ranked).toHaveLength(5);
  for (const [times, word] of ranked) {
    expect(Number(times), word).toBe(all.filter((other) => other === word).length);
  }
  expect(ranked.map(([times]) => Number(times))).toEqual(
    ranked.map(([times]) => Number(times)).toSorted((a, b) => b - a),
  );
  expect(lines.at(-1)).toBe(`${names.length} files, 4 of them open at a time`);
});
