// Ten threads make ten deposits each: at the same time, and then one after another.
import { Lock, Queue, Thread, Value } from 'heddle';
import { bank, type Account } from './account.tasks.ts';

const [threads, deposits] = [10, 10];

async function balanceAfter(deposit: typeof bank.depositAnyhow): Promise<number> {
  const account: Account = { balance: new Value('i32', 0), lock: new Lock({ name: 'account' }) };
  const places = new Queue<number>();
  for (let place = 1; place <= threads; place += 1) await places.put(place);
  const customers = Array.from({ length: threads }, () =>
    Thread.start({ target: deposit, args: [account, deposits, places] }),
  );
  for (const customer of customers) await customer.result();
  return account.balance.value;
}

console.log(`without the lock: ${await balanceAfter(bank.depositAnyhow)} of 100`);
console.log(`with the lock: ${await balanceAfter(bank.depositInTurn)} of 100`);
