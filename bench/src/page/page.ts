// Runs a contest in a page, when the program that opened it says so.
import { bindWorker } from 'heddle';
import { lockSyncContests } from '../contests/lock.ts';
import { pageContests } from '../contests/page.ts';
import { poolContests } from '../contests/pool.ts';
import { rings } from '../pools/rings.ts';
import { run, type Report, type Request } from '../run.ts';
import { asking } from '../threads/asking.ts';
import { contending } from '../threads/contending.ts';
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
  contending,
  () => new Worker(new URL('../threads/contending.ts', import.meta.url), { type: 'module' }),
);
bindWorker(
  asking,
  () => new Worker(new URL('../threads/asking.ts', import.meta.url), { type: 'module' }),
);

const contests = [...pageContests, ...poolContests(pagePools, rings)];

window.runContest = async (request) => {
  if (lockSyncContests.some(({ id }) => id === request.id)) return [await inWorker(request)];
  const reports: Report[] = [];
  await run(contests, request, (report) => void reports.push(report));
  return reports;
};

/** What blocks has a worker of its own. */
function inWorker(request: Request): Promise<Report> {
  const worker = new Worker(new URL('./blocking.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Report>) => resolve(data));
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
    worker.postMessage(request);
  });
}
