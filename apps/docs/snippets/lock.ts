import { Lock, sleep, spawn } from 'heddle';

const lock = new Lock({ name: 'account' });
const account = { balance: 100 };

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
