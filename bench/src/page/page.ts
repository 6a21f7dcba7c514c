// Runs a contest in a page, when the program that opened it says so.
import { pageContests } from '../contests/page.ts';
import { run, type Report, type Request } from '../run.ts';

declare global {
  interface Window {
    runContest?(request: Request): Promise<readonly Report[]>;
  }
}

window.runContest = async (request) => {
  const reports: Report[] = [];
  await run(pageContests, request, (report) => void reports.push(report));
  return reports;
};
