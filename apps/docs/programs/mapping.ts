import { LocalExecutor, sleep } from 'heddle';

await using pool = new LocalExecutor({ name: 'pool', maxWorkers: 2 });

async function dye(ms: number): Promise<string> {
  await sleep(ms);
  if (ms === 13) throw new Error('the colour runs');
  return `${ms} ms`;
}

console.log((await pool.map(dye, [60, 20, 40])).join(', '));

for await (const result of pool.map(dye, [400, 20, 40], { ordered: false })) console.log(result);

// No more than two at a time are asked of the source, and no more results wait to be taken.
function* endless(): Generator<number> {
  for (let n = 1; ; n += 1) {
    console.log(`asked for ${n}`);
    yield n;
  }
}
for await (const result of pool.map(dye, endless(), { buffersize: 2 })) {
  console.log(result);
  if (result === '3 ms') break; // those that have not begun are cancelled
}

const onProgress = (done: number, total?: number): void => console.log(`${done} of ${total}`);
await pool.map(dye, [5, 5, 60, 60, 5], { chunksize: 2, onProgress });

for (const items of [
  [1, 13, 2],
  [1, 1000, 2],
]) {
  try {
    await pool.map(dye, items, { timeout: 300 });
  } catch (error) {
    console.log(String(error));
  }
}
