import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Column } from './column.ts';
import type { EngineId } from './engine.ts';

/** The last known column of each engine: what the docs site shows beside the reader's own. */
export interface Recorded {
  readonly columns: Partial<Record<EngineId, Column>>;
}

const recordedFile: string = fileURLToPath(new URL('../../results/recorded.json', import.meta.url));
export const latestFile: string = fileURLToPath(
  new URL('../../results/latest.json', import.meta.url),
);

export function writeJson(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** Puts these columns in the place of the engines' former ones; the others stay. */
export function merge(recorded: Recorded, columns: readonly Column[]): Recorded {
  const fresh = Object.fromEntries(columns.map((column) => [column.engine, column]));
  return { columns: { ...recorded.columns, ...fresh } };
}

export function record(columns: readonly Column[], file: string = recordedFile): void {
  writeJson(file, merge(JSON.parse(readFileSync(file, 'utf8')) as Recorded, columns));
}
