import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { renderMarkdown, type RuntimeResult } from './table.ts';

const packages = ['heddle', 'async-mutex', 'co', 'effect', 'effection', 'fast-check'];

async function versionOf(name: string): Promise<string> {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
  return `${name} ${version}`;
}

/** Puts the tables in place of the last ones. */
export async function record(all: readonly RuntimeResult[]): Promise<void> {
  const readme = new URL('../README.md', import.meta.url);
  const text = await readFile(readme, 'utf8');
  const [start, end] = ['<!-- recorded -->', '<!-- /recorded -->'];
  const facts = [
    new Date().toISOString().slice(0, 10),
    `${cpus().length} × ${cpus()[0]?.model ?? 'an unknown processor'}`,
    ...(await Promise.all(packages.map(versionOf))),
  ];
  const tables = [start, facts.join(', '), ...all.map(renderMarkdown), end].join('\n\n');
  await writeFile(
    readme,
    text.slice(0, text.indexOf(start)) + tables + text.slice(text.indexOf(end) + end.length),
  );
}
