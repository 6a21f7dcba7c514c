import { Lock, Queue, Thread } from 'heddle';
import { dyeing, type Order } from './dyeing.ts';

const orders = new Queue<Order>({ name: 'orders', maxsize: 8 });
const vat = new Lock({ name: 'vat' });
const answer = new Queue<string>();

const threads = [1, 2].map(() => Thread.start({ target: dyeing.dye, args: [orders] }));
console.log(orders.shared, answer.shared);

await orders.put({ colour: 'indigo', fibre: new Uint8Array(5_000_000), vat, answer });
console.log(await answer.get(), answer.shared, vat.shared);

// #region refused
const wish = { colour: 'madder', fibre: new Uint8Array(8), vat, answer, onDone() {} };
try {
  await orders.put(wish);
} catch (error) {
  console.log(String(error));
}
// #endregion refused

orders.shutdown();
for (const thread of threads) await thread.result();
