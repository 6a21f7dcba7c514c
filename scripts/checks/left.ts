import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** The variable by which all that a run of the checks has started can be told from the rest of the machine. */
export const markVariable = 'HEDDLE_CHECKS';

/** How a process looks that Heddle has started: the entry of an adapter, or the shell that looks after those. */
const ours = /heddle-guardian|\/(?:node|bun|deno)\/(?:dist|src)\/process\.[jt]s /;

/** The processes of Heddle's that have the mark in their environment: `pid command`. */
export function left(mark: string): string[] {
  const all = existsSync('/proc/self/environ') ? fromProc() : fromPs();
  return all
    .filter(({ command, environment }) => ours.test(`${command} `) && environment.includes(mark))
    .map(({ pid, command }) => `${pid} ${command.replaceAll(/\s+/g, ' ')}`);
}

interface Seen {
  pid: string;
  command: string;
  environment: string;
}

function fromProc(): Seen[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return [{ pid, command, environment: readFileSync(`/proc/${pid}/environ`, 'latin1') }];
    } catch {
      return []; // it has ended, or is another user's
    }
  });
}

/** Where there is no /proc, `ps` tells the environment after the command. */
function fromPs(): Seen[] {
  const lines = execFileSync('ps', ['-A', '-E', '-ww', '-o', 'pid=,command='], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  }).split('\n');
  return lines.map((line) => {
    const [pid = '', ...rest] = line.trim().split(' ');
    return { pid, command: rest.join(' '), environment: line };
  });
}
