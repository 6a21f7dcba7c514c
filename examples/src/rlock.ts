// A function that holds a lock calls another that takes it: with an RLock its holder goes in again, and others wait outside.
import { RLock, spawn, Thread, Value, type Coroutine } from 'heddle';
import { accounts } from './rlock.tasks.ts';

const lock = new RLock({ name: 'library' });
const books: string[] = [];

function* lend(title: string): Coroutine<void> {
  using _ = yield* lock.acquire();
  books.push(`${title} at depth ${lock.depth}`);
}

function* lendSeries(...titles: string[]): Coroutine<void> {
  using _ = yield* lock.acquire();
  for (const title of titles) yield* lend(title);
}

await spawn(lendSeries, 'Dune', 'Dune Messiah');
await spawn(lend, 'Solaris');
console.log(`lent: ${books.join(', ')}; the lock is ${lock.locked ? 'held' : 'free'}`);

const account = new RLock({ name: 'account' });
const balance = new Value('i32', 0);
const threads = [1, 2, 3].map(() =>
  Thread.start({ target: accounts.depositSeries, args: [account, balance, 1000] }),
);
for (const thread of threads) await thread.result();
console.log(`three threads, a thousand series of 1 and 2 each: ${balance.value}`);
