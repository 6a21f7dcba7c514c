import { fileURLToPath } from 'node:url';
import { x } from 'tinyexec';
import { contests } from './contests/index.ts';
import type { Report } from './run.ts';
import { contestLimit, type OpenRuntime } from './runtime.ts';

// Bytes are read from a heap whose garbage was collected, which a program can ask for only if this was said.
const commands = {
  node: { command: ['node'], collecting: ['--expose-gc'] },
  bun: { command: ['bun', 'run'], collecting: [] },
  deno: { command: ['deno', 'run', '-A'], collecting: ['--v8-flags=--expose-gc'] },
} as const;

const keepsGarbage = new Set(
  contests.filter((contest) => contest.keepsGarbage === true).map(({ id }) => id),
);

const script = fileURLToPath(new URL('run-process.ts', import.meta.url));

export function openProcesses(name: keyof typeof commands): OpenRuntime {
  const {
    command: [command, ...args],
    collecting,
  } = commands[name];
  return {
    ids: contests.filter(({ unshared }) => unshared !== true).map(({ id }) => id),
    async measure(request) {
      const flags = keepsGarbage.has(request.id) ? [] : collecting;
      const child = x(command, [...args, ...flags, script, JSON.stringify(request)], {
        timeout: contestLimit,
      });
      const reports: Report[] = [];
      const others: string[] = [];
      for await (const line of child) {
        if (line.startsWith('{')) reports.push(JSON.parse(line) as Report);
        else others.push(line);
      }
      if (child.exitCode !== 0) {
        const why = `ended with ${child.exitCode ?? 'a signal'}\n${others.join('\n')}`;
        reports.push({ failed: why });
      }
      return reports;
    },
    close: async () => {},
  };
}
