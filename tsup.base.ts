import MagicString from 'magic-string';
import { defineConfig, type Options } from 'tsup';

type Plugin = NonNullable<Options['plugins']>[number];

/**
 * Gives classes their names back: esbuild writes `Task = class _Task` of a class that mentions itself, and `_Task` is what a
 * debugger, a stack and `console.log` show. (Its own `keepNames` calls a function for every function that is made.)
 */
const classNames: Plugin = {
  name: 'class-names',
  renderChunk(code, { path }) {
    const text = new MagicString(code);
    for (const [, name] of code.matchAll(/\b(\w+) = class _\1\b/g)) {
      text.replaceAll(new RegExp(`(?<![\\w$.])_${name}\\b`, 'g'), name!);
    }
    if (!text.hasChanged()) return null;
    return { code: text.toString(), map: text.generateMap({ source: path, hires: 'boundary' }) };
  },
};

/** What the builds of all packages have in common. */
export function build(options: Options): ReturnType<typeof defineConfig> {
  return defineConfig({
    format: 'esm',
    target: 'es2023',
    splitting: true,
    dts: true,
    sourcemap: true,
    clean: true,
    plugins: [classNames],
    ...options,
  });
}
