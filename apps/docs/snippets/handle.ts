import { Lock, fromHandle, toHandle, type Handle } from 'heddle';

// #region here
const lock = new Lock({ name: 'account' });
const worker = new Worker(new URL('./own-worker.js', import.meta.url), { type: 'module' });
worker.postMessage(toHandle(lock));
// #endregion here

// #region there
addEventListener('message', ({ data }: MessageEvent<Handle<Lock>>) => {
  const there = fromHandle(data);
  using _ = there.acquireSync();
});
// #endregion there
