import { Queue, TimeoutError } from 'heddle';

const queue = new Queue<string>({ name: 'orders' });

// #region timeout
try {
  await queue.get({ timeout: 50 });
} catch (error) {
  if (!(error instanceof TimeoutError)) throw error;
  console.log('no order within 50 ms');
}
// #endregion timeout

// #region signal
const giveUp = new AbortController();
const waiting = queue.get({ signal: giveUp.signal });
giveUp.abort(new Error('closing time'));
await waiting.catch((error: unknown) => console.log(String(error)));
// #endregion signal

// Nothing was lost: the next item goes to the next one who asks.
await queue.put('bread');
console.log(await queue.get());
