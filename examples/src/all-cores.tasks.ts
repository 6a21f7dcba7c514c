import process from 'node:process';
import { tasks } from 'heddle';

/** Milliseconds of its core that this process has used. */
function used(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export const load = tasks('load', import.meta.url, {
  /** Computes without a pause until it has used so much of its core. */
  spin(ms: number): { pid: number; begun: number; ended: number } {
    const begun = Date.now();
    const enough = used() + ms;
    let x = 0;
    while (used() < enough) for (let n = 0; n < 100_000; n += 1) x = (x * 31 + n) | 0;
    return { pid: process.pid, begun, ended: Date.now() };
  },
});
