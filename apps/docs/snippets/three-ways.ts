import { Lock, isMainThread, spawn, tasks } from 'heddle';

const lock = new Lock({ name: 'account' });

// #region await
async function withAwait() {
  const guard = await lock.acquire();
  console.log('await has it');
  guard.release();
}
// #endregion await

// #region yield
function* withYield() {
  const guard = yield* lock.acquire();
  console.log('yield* has it');
  guard.release();
}
// #endregion yield

// #region sync
export const work = tasks('work', import.meta.url, {
  withSync(shared: Lock) {
    using _ = shared.acquireSync();
    console.log('the thread has it');
  },
});
// #endregion sync

if (isMainThread) {
  await withAwait();
  await spawn(withYield);
}
