import { Lock, Queue, Thread, Value, spawn } from 'heddle';
import { bank } from './bank.ts';

const lock = new Lock({ name: 'account' });
const balance = new Value('i32', 0);
const log = new Queue<string>({ maxsize: 16 });

const printing = spawn(function* () {
  yield* log.forEach((line) => console.log(line));
});
const threads = [1, 2, 3, 4, 5].map(() =>
  Thread.start({ target: bank.deposit, args: [lock, balance, log] }),
);
for (const thread of threads) await thread.result();
log.shutdown();
await printing;
