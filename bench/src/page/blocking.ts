// Runs a contest that blocks in a worker, since a page's own thread may not.
import { lockSyncContests } from '../contests/lock.ts';
import { run, type Request } from '../run.ts';

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  void run(lockSyncContests, data, (report) => postMessage(report));
});
