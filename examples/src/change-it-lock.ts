// Two threads add and subtract 100,000 times each, under one lock: nothing is left over.
import { Lock, Thread, Value } from 'heddle';
import { changes } from './change-it-lock.tasks.ts';

const balance = new Value('i32', 0);
const lock = new Lock({ name: 'balance' });
const times = 100_000;

const threads = [5, 8].map((amount) =>
  Thread.start({ target: changes.addAndSubtract, args: [balance, lock, amount, times] }),
);
for (const thread of threads) await thread.result();
console.log(`the balance is ${balance.value} after ${threads.length * times} changes`);
