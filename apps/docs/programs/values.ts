import { SharedArray, Value, record } from 'heddle';

const visits = new Value('i32', 0, { name: 'visits' });
visits.add(1); // one step, in every thread that has it
console.log(visits.exchange(10), visits.compareExchange(10, 11), visits.value);
console.log(
  visits.update((before) => before * 2),
  visits.value,
);

const counts = new SharedArray('u8', [250, 0, 0]);
counts.add(0, 10); // integers wrap around
console.log([...counts].join(' '), counts.at(-1), counts.length);

const account = record({ balance: 'f64', changes: 'u32' }, { balance: 12.5 });
await account.lock.run(() => {
  account.balance -= 2.5; // two fields, so one lock
  account.changes += 1;
});
console.log(account.balance, account.changes, account.shared);

try {
  visits.value = 1.5;
} catch (error) {
  console.log(String(error));
}
