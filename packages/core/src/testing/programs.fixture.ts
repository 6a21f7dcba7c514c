import { joinAll } from '../coroutine/join-all.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine } from '../coroutine/task.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { Lock } from '../lock/lock.ts';
import { Queue } from '../queue/queue.ts';
import type { Program } from './schedule.ts';

/** Tasks that note their steps, and touch nothing else; each schedule's notes go to `seen`. */
export function stepping(tasks: number, steps: number, seen: string[] = []): Program {
  return function main(): void {
    const at = seen.push('') - 1;
    const step = function* (name: string): Coroutine<void> {
      for (let i = 1; ; i++) {
        seen[at] += name;
        if (i === steps) return;
        yield* yieldNow();
      }
    };
    for (let task = 0; task < tasks; task++) spawn(step, String.fromCharCode(97 + task));
  };
}

/** A race: what belongs together is written in two steps, and read in between by some orders. */
export function* race(): Coroutine<void> {
  const account = { balance: 0, entries: 0 };
  const writer = spawn(function* writer() {
    yield* yieldNow();
    account.balance = 5;
    yield* yieldNow();
    account.entries = 1;
  });
  const reader = spawn(function* reader() {
    for (let i = 0; i < 3; i++) yield* yieldNow();
    const { balance, entries } = account;
    if ((balance === 0) !== (entries === 0)) throw new Error(`${entries} entries make ${balance}`);
  });
  yield* writer;
  yield* reader;
}

/** A deadlock between locks that stand outside of detection. */
export function* deadlock(): Coroutine<void> {
  const [a, b] = ['a', 'b'].map((name) => new Lock({ name, owned: false })) as [Lock, Lock];
  const both = function* (first: Lock, second: Lock): Coroutine<void> {
    yield* yieldNow();
    using _ = yield* first.acquire();
    if (first === b) yield* yieldNow();
    using __ = yield* second.acquire();
  };
  yield* joinAll([
    spawn({ target: both, args: [a, b], name: 'left' }),
    spawn({ target: both, args: [b, a], name: 'right' }),
  ]);
}

/** A lost wake-up: between the look and the wait somebody rings in vain. */
export function* lostWakeUp(): Coroutine<void> {
  const bell = new Queue<string>({ name: 'bell' });
  const jobs: string[] = [];
  let waiting = false;
  const consumer = spawn(function* consumer() {
    while (jobs.length === 0) {
      yield* yieldNow(); // as a log line that takes its turn
      waiting = true;
      yield* bell.get();
    }
  });
  const producer = spawn(function* producer() {
    yield* yieldNow();
    jobs.push('work');
    if (waiting) yield* bell.put('work');
  });
  yield* joinAll([consumer, producer]);
}
