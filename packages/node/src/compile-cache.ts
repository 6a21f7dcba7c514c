import { enableCompileCache } from 'node:module';
import process from 'node:process';

/**
 * What this worker or process loads from here on it finds compiled, if one has loaded it before: most of its start is that.
 * Node keeps it where NODE_COMPILE_CACHE says, or among the temporary files; NODE_DISABLE_COMPILE_CACHE=1 turns it off.
 */
export function keepCompiled(): void {
  // With it, the coverage of functions that were kept is less exact.
  if (process.env['NODE_V8_COVERAGE'] === undefined) enableCompileCache();
}
