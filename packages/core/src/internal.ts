// For Heddle's own packages only: no promise of stability.
export * from './platform.ts';
export { installPlatform, platform } from './realm.ts';
export { install } from './thread/serve.ts';
export { reportStalls } from './trace/stall.ts';
// What adapters are made of.
export { builtWorker } from './thread/built-worker.ts';
export { keepAlive } from './thread/keep-alive.ts';
export { mailbox } from './thread/mailbox.ts';
export { webParentLink, webWorkerLink } from './thread/web-worker.ts';
export type { WebWorker, WorkerTraits } from './thread/web-worker.ts';
export { shareExecutors } from './executor/share-executor.ts';
