import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { x } from 'tinyexec';
import { describe, expect, test } from 'vitest';

/** How each runtime runs a TypeScript file; the programs themselves come with the workspace. */
const runtimes: Readonly<Record<string, readonly string[]>> = {
  node: [],
  bun: [],
  deno: ['run', '-A'],
};

const folder = new URL('../src/', import.meta.url);

/**
 * Runs an example as its reader would, on each runtime, and looks at the lines that it prints.
 * It must end by itself, with code 0 and without a word on stderr.
 */
export function onEveryRuntime(file: string, look: (lines: readonly string[]) => void): void {
  describe(file, () => {
    test.each(Object.entries(runtimes))('on %s', async (runtime, flags) => {
      const program = fileURLToPath(new URL(file, folder));
      const { exitCode, stdout, stderr } = await x(runtime, [...flags, program], {
        timeout: 55_000,
        nodeOptions: { env: { NO_COLOR: '1' } },
      });
      expect({ exitCode, stderr }, stdout).toEqual({ exitCode: 0, stderr: '' });
      // Deno's tables are coloured where it is told not to be.
      look(stripVTControlCharacters(stdout).trimEnd().split('\n'));
    });
  });
}

/** The numbers of the one line that matches, in the order of the pattern's groups. */
export function numbersOf(lines: readonly string[], pattern: RegExp): number[] {
  const found = lines.flatMap((line) => {
    const match = pattern.exec(line);
    return match === null ? [] : [match.slice(1).map(Number)];
  });
  expect(found, `one line like ${pattern} in:\n${lines.join('\n')}`).toHaveLength(1);
  return found[0]!;
}
