// Whoever holds a lock and asks for it again would wait for ever: the second wait fails, and names lock and holder.
import { DeadlockError, Lock, spawn, type Coroutine } from 'heddle';

const lock = new Lock({ name: 'library' });
const books: string[] = [];

function* lend(title: string): Coroutine<void> {
  using _ = yield* lock.acquire();
  books.push(title);
}

function* lendSeries(...titles: string[]): Coroutine<void> {
  using _ = yield* lock.acquire();
  for (const title of titles) yield* lend(title);
}

/** The same for a thread that blocks. */
function lendAtOnce(title: string): void {
  using _ = lock.acquireSync();
  using _again = lock.acquireSync();
  books.push(title);
}

function tell(error: unknown): void {
  if (!(error instanceof DeadlockError)) throw error;
  console.log(`${error.name}: ${error.message}`);
}

await spawn(lendSeries, 'Dune', 'Dune Messiah').catch(tell);
try {
  lendAtOnce('Solaris');
} catch (error) {
  tell(error);
}

// Both were freed by `using`, and on its own either function is fine.
await spawn(lend, 'Ubik');
console.log(`lent: ${books.join(', ')}; the lock is ${lock.locked ? 'held' : 'free'}`);
