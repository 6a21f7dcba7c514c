import { Lock, Queue, Thread, Value, isMainThread } from 'heddle';
import { w } from './w.ts';
if (isMainThread) {
  const N = Number(process.env.N ?? 20000);
  const lock = new Lock({ name: 'l' }); const inside = new Value('i32', 0); const count = new Value('i32', 0);
  let t = performance.now();
  const ts = [w.block, w.block, w.wait, w.wait].map((target) => Thread.start({ target, args: [lock, inside, count, N] }));
  let total = 0;
  for (const x of ts) { const r = await x.result(); total += r.got; console.log(x.name, r); }
  console.log('lock', total === count.value, Math.round(performance.now() - t), 'ms', lock.locked);
  t = performance.now();
  const q = new Queue<unknown>({ maxsize: 50 });
  const cs = [w.consume, w.consume, w.consumeSync].map((target) => Thread.start({ target, args: [q] }));
  const ps = [0, 1].map((id) => Thread.start({ target: w.produce, args: [q, N, id] }));
  for (const p of ps) await p.result();
  await q.join();
  q.shutdown();
  let n = 0; for (const c of cs) n += await c.result();
  console.log('queue', n === 2 * N, Math.round(performance.now() - t), 'ms');
}
