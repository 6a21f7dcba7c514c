import { AbandonedLockError, Lock, Queue, Thread } from 'heddle';
import { till } from './till.ts';

const lock = new Lock({ name: 'till' });
const said = new Queue<string>();
const teller = Thread.start({ target: till.count, args: [lock, said], name: 'teller' });
console.log(await said.get());
await teller.terminate();
await teller.result().catch((error: unknown) => console.log(String(error)));

// #region recover
try {
  using _ = await lock.acquire();
} catch (error) {
  if (!(error instanceof AbandonedLockError)) throw error;
  console.log(error.message);
  // Undefined: somebody else was first.
  using _ = lock.recover() ?? (await lock.acquire());
  console.log('counted once more, from the start');
}
// #endregion recover
console.log(lock.abandoned, lock.locked);
