// Two downloads in turn, then in two processes, then in two threads: the sum of their times, then only the longer one's.
import { ProcessPoolExecutor, ThreadPoolExecutor } from 'heddle';
import { server } from './download-processes.tasks.ts';

type Download = Awaited<ReturnType<typeof server.download>>;
const [short, long] = [400, 700];

function tell(how: string, [one, other]: readonly [Download, Download]): void {
  const took = Math.max(one.ended, other.ended) - Math.min(one.began, other.began);
  const inTurn = other.began >= one.ended;
  console.log(`${how}: ${took} ms, ${inTurn ? 'one after the other' : 'both at once'}`);
}

tell('in turn', [await server.download(short), await server.download(long)]);
for (const [how, Pool] of [
  ['in processes', ProcessPoolExecutor],
  ['in threads', ThreadPoolExecutor],
] as const) {
  await using pool = new Pool({ maxWorkers: 2 });
  await pool.warmUp();
  const downloads = [pool.submit(server.download, short), pool.submit(server.download, long)];
  tell(how, (await Promise.all(downloads)) as [Download, Download]);
}
