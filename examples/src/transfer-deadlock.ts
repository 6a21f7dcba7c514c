// Two accounts transfer to each other: a deadlock with its cycle by names, and three cures.
import { DeadlockError, Lock, Queue, Thread, Value } from 'heddle';
import { transfers, type Account } from './transfer-deadlock.tasks.ts';

const ann: Account = account(1, 'ann');
const bob: Account = account(2, 'bob');
const toBob = { from: ann, to: bob, amount: 10 };
const toAnn = { from: bob, to: ann, amount: 5 };
const arrived = new Queue<string>();
const go = new Queue<string>();

function account(id: number, name: string): Account {
  return { id, balance: new Value('i32', 100), lock: new Lock({ name }) };
}

/** Lets both go on once each holds its own lock: now they are certain to get in each other's way. */
async function bothHoldOne(): Promise<void> {
  for (let i = 0; i < 2; i += 1) await arrived.get();
  for (let i = 0; i < 2; i += 1) await go.put('go');
}

function balances(): string {
  return `ann ${ann.balance.value}, bob ${bob.balance.value}`;
}

const careless = [toBob, toAnn].map((transfer, index) =>
  Thread.start({
    target: transfers.ownFirst,
    args: [transfer, arrived, go],
    name: `teller ${index + 1}`,
  }),
);
await bothHoldOne();
for (const settled of await Promise.allSettled(careless.map((thread) => thread.result()))) {
  if (settled.status === 'fulfilled') console.log('own first: transferred');
  else if (settled.reason instanceof DeadlockError)
    console.log(`own first: ${settled.reason.message}`);
  else throw settled.reason;
}
ann.balance.value = bob.balance.value = 100;

const limited = [toBob, toAnn].map((transfer) =>
  Thread.start({ target: transfers.withTimeLimit, args: [transfer, arrived, go] }),
);
await bothHoldOne();
const attempts = await Promise.all(limited.map((thread) => thread.result()));
console.log(`time limit: ${balances()}, after ${Math.max(...attempts)} attempts`);
ann.balance.value = bob.balance.value = 100;

const ordered = [toBob, toAnn].map((transfer) =>
  Thread.start({ target: transfers.inOrder, args: [transfer, 1000] }),
);
for (const thread of ordered) await thread.result();
console.log(`order by id: ${balances()}, after 1000 transfers each way`);
ann.balance.value = bob.balance.value = 100;

const atOnce = [toBob, toAnn].map((transfer) =>
  Thread.start({ target: transfers.bothAtOnce, args: [transfer, 1000] }),
);
for (const thread of atOnce) await thread.result();
console.log(`acquireAll: ${balances()}, after 1000 transfers each way`);
