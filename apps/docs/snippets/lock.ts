import { Lock, sleep, spawn } from 'heddle';

// #region using
const lock = new Lock({ name: 'account' });
const account = { balance: 100 };

async function withdraw(amount: number) {
  using _ = await lock.acquire();
  const before = account.balance;
  await Promise.resolve(); // somebody else may run here, but not in here
  account.balance = before - amount;
}

await Promise.all([withdraw(30), withdraw(50)]);
console.log(account.balance); // 20
// #endregion using

// #region run
await lock.run(() => {
  account.balance += 80;
});
await spawn(function* () {
  yield* lock.run(function* () {
    account.balance += 1;
    yield* sleep(1); // still holding it
  });
});
// #endregion run

// #region try
const guard = lock.tryAcquire();
if (guard === undefined) console.log('somebody else has it');
else guard.release();
// #endregion try
console.log(account.balance, lock.locked);
