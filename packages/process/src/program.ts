import { builtin } from './builtin.ts';
import { PermissionError, ProcessStartError } from './errors.ts';

interface Permissions {
  requestSync(descriptor: { name: 'run'; command: string }): { readonly state: string };
  querySync: Permissions['requestSync'];
}

/**
 * Whether Deno lets this program run another one, which it would tell after the start only; Node tells it at the start.
 * @param how Whether the user may be asked.
 */
export function mayRun(command: string, how: keyof Permissions): boolean {
  const { Deno } = globalThis as { Deno?: { permissions: Permissions } };
  return Deno === undefined || Deno.permissions[how]({ name: 'run', command }).state === 'granted';
}

/**
 * Looks before it is started: Deno 2.9 never closes the channel's descriptors of one that it could not start, and Node and Bun
 * blame the program for a folder that is not there.
 * @param path Where a program without a folder is looked for: PATH.
 * @throws ProcessStartError, PermissionError
 */
export function mustBeThere(
  file: string,
  cwd: string | undefined,
  path: string | undefined,
  title: string,
): void {
  const { F_OK, X_OK } = builtin('node:fs').constants;
  if (cwd !== undefined && isAbsent(refusal(`${cwd}/`, F_OK))) {
    throw new ProcessStartError(`cannot start ${title}: there is no folder ${cwd}`);
  }
  const isPath = /[/\\]/.test(file);
  if (!isPath && process.platform === 'win32') return; // it adds endings of its own
  const { resolve } = builtin('node:path');
  // Runtimes do not agree from which of the two folders a path begins.
  const folders = isPath ? ['', cwd ?? ''] : (path ?? '').split(':');
  const refusals = folders.map((folder) => refusal(resolve(folder, file), X_OK));
  if (refusals.some((code) => !isAbsent(code) && code !== 'EACCES')) return;
  if (refusals.includes('EACCES')) {
    throw new PermissionError(`cannot start ${title}: ${file} may not be run`);
  }
  const where = isPath ? '' : ', and in PATH';
  throw new ProcessStartError(
    `cannot start ${title}: there is no program ${file}; is it installed${where}?`,
  );
}

function isAbsent(code: string | undefined): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Why it cannot be used so, as far as this program may know. */
function refusal(path: string, mode: number): string | undefined {
  try {
    builtin('node:fs').accessSync(path, mode);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}
