// On Deno it replaces Atomics.waitAsync for all who share its process by one that computes without a pause while anybody
// waits: Heddle's idle pool then took a whole core. So the others get the runtime's own back; its locks, which nobody else
// wants in these contests, never wait, and its pool does not work on Deno either way.
import { waitAsync } from './own-wait-async.ts';

export { initRuntime, move, Mutex, RwLock, shutdown, spawn } from 'multithreading';

Atomics.waitAsync = waitAsync;
