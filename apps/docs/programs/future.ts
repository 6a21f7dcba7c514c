import { LocalExecutor, sleep } from 'heddle';

const mill = new LocalExecutor({ name: 'mill', maxWorkers: 1 });

async function grind(grain: string): Promise<string> {
  await sleep(100);
  if (grain === 'flint') throw new Error('the stone is chipped');
  return `${grain} flour`;
}

const [rye, oat, flint] = ['rye', 'oat', 'flint'].map((grain) => mill.submit(grind, grain));
rye!.addDoneCallback((future) => console.log(`the first one is ${future.state}`));
await sleep(10);
console.log(rye!.state, oat!.state, flint!.state);

console.log(oat!.cancel(), oat!.state); // it had not begun: it never will
console.log(rye!.cancel(), rye!.state); // that is too late

try {
  await rye!.result({ timeout: 10 });
} catch (error) {
  console.log(String(error)); // the wait is over, the call goes on
}
console.log(await rye!);
console.log(String(await flint!.exception()));
console.log(rye!.state, oat!.state, flint!.state);
await mill.shutdown();
