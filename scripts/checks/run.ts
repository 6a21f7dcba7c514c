import { createWriteStream } from 'node:fs';
import { x } from 'tinyexec';
import { count, type Count } from './count.ts';
import type { Step } from './step.ts';

export interface Outcome extends Count {
  step: Step;
  /** Where all that it printed is. */
  log: string;
  /** Why it failed, when that is not in its output. */
  reason?: string;
}

/** Runs one step to its end; never rejects for what the step does. Its process group ends with it, or with its time. */
export async function run(step: Step, folder: string): Promise<Outcome> {
  const base = `${folder}/${step.name.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}`;
  const report = `${base}.json`;
  const log = `${base}.log`;
  const minutes = step.minutes ?? 10;
  const [program, ...args] = step.command(report);

  // Of its own group, so that what it started ends with it.
  const running = x(program, args, {
    nodeOptions: {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      // What it prints goes to a file.
      env: { NO_COLOR: '1', FORCE_COLOR: '0' },
    },
  });
  const child = running.process;
  if (child?.pid === undefined) {
    return { ...(await count('exit', 1, report)), step, log, reason: `cannot start ${program}` };
  }
  const group = -child.pid;
  const end = (): void => kill(group);
  let late = false as boolean;
  const clock = setTimeout(() => {
    late = true;
    end();
  }, minutes * 60_000);
  process.once('exit', end);

  const output = createWriteStream(log);
  child.stderr?.pipe(output, { end: false });
  child.stdout?.pipe(output, { end: false });
  const exitCode = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(1));
    // A server that it left behind would hold its output open for ever.
    child.once('exit', end);
    child.once('close', (code) => resolve(code ?? 1));
  });
  // Its lines are read next.
  await new Promise<void>((resolve) => {
    output.end(resolve);
  });
  clearTimeout(clock);
  process.off('exit', end);

  const told = await count(step.counting, exitCode, report);
  return {
    ...told,
    step,
    log,
    ...(late ? { reason: `was ended because it took longer than ${minutes} minutes` } : {}),
  };
}

function kill(group: number): void {
  try {
    process.kill(group, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
