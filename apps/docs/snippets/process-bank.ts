import { Lock, Process, Queue, Value } from 'heddle';
import { bank } from './bank.ts'; // the very functions that threads run

const lock = new Lock({ name: 'account' });
const balance = new Value('i32', 0);
const log = new Queue<string>();

const children = [1, 2, 3].map(() =>
  Process.start({ target: bank.deposit, args: [lock, balance, log] }),
);
for (const child of children) await child.result();
console.log(balance.value, log.size);
