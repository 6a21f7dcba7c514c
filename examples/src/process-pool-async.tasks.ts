import process from 'node:process';
import { sleep, tasks } from 'heddle';

export interface Report {
  readonly pid: number;
  readonly begun: number;
  readonly ended: number;
}

export const jobs = tasks('jobs', import.meta.url, {
  /** Takes a while, no two times alike. */
  async work(): Promise<Report> {
    const begun = Date.now();
    await sleep(50 + Math.random() * 100);
    return { pid: process.pid, begun, ended: Date.now() };
  },
});
