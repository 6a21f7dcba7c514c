import { Thread, threadErrorHook, Timer } from 'heddle';
import { primes } from './primes.ts';
import { walking } from './walking.ts';

// #region timer
const timer = Timer.start({ delay: 60_000, target: primes.count, args: [1000] });
console.log(timer.cancel(), timer.alive); // true false
// #endregion timer

// #region hook
threadErrorHook(({ error, thread }) => console.log(`${thread.name} failed:`, String(error)));
Thread.start({ target: walking.stumble, name: 'Bob' }); // Bob failed: RangeError: over a root
// #endregion hook
