import { Lock, Queue, spawn } from 'heddle';

// Nothing can run any more: one task waits for an item that nobody puts, the other for the lock that the first holds.
const queue = new Queue<string>({ name: 'jobs' });
const lock = new Lock({ name: 'account' });

spawn(function* consumer() {
  yield* lock.acquire();
  yield* queue.get();
});
spawn(function* waiter() {
  yield* lock.acquire();
});
