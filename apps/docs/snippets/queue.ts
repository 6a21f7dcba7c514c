import { Queue, spawn } from 'heddle';

const orders = new Queue<string>({ name: 'orders', maxsize: 2 });

// #region await
await orders.put('bread');
console.log(await orders.get());
// #endregion await

// #region yield
const cook = spawn(function* () {
  yield* orders.put('soup');
  console.log(yield* orders.get());
});
// #endregion yield
await cook;

// #region sync
orders.putSync('tea');
console.log(orders.getSync());
// #endregion sync
