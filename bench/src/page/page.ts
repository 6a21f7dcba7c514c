// Runs a contest in a page, when the program that opened it says so.
import { bindWorker } from 'heddle';
import { pageContests } from '../contests/page.ts';
import { poolContests } from '../contests/pool.ts';
import { rings } from '../pools/rings.ts';
import { run, type Report, type Request } from '../run.ts';
import { asking } from '../threads/asking.ts';
import { relaying } from '../threads/relaying.ts';
import { pagePools } from './pools.ts';

declare global {
  interface Window {
    runContest?(request: Request): Promise<readonly Report[]>;
  }
}

bindWorker(
  relaying,
  () => new Worker(new URL('../threads/relaying.ts', import.meta.url), { type: 'module' }),
);
bindWorker(
  asking,
  () => new Worker(new URL('../threads/asking.ts', import.meta.url), { type: 'module' }),
);

const contests = [...pageContests, ...poolContests(pagePools, rings)];

window.runContest = async (request) => {
  const reports: Report[] = [];
  await run(contests, request, (report) => void reports.push(report));
  return reports;
};
