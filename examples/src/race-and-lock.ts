// A hundred flows, 25 coroutines in each of four threads, take one from the same number.
import { Lock, Thread, Value } from 'heddle';
import { race } from './race-and-lock.tasks.ts';

const [threads, flows] = [[1, 2, 3, 4], 25];

const unguarded = new Value('i32', threads.length * flows);
const racing = threads.map(() =>
  Thread.start({ target: race.withoutLock, args: [unguarded, flows] }),
);
for (const thread of racing) await thread.result();
console.log(`without a lock ${unguarded.value} of 100 are left`);

const guarded = new Value('i32', threads.length * flows);
const lock = new Lock({ name: 'n' });
const inTurn = threads.map(() =>
  Thread.start({ target: race.withLock, args: [guarded, flows, lock] }),
);
for (const thread of inTurn) await thread.result();
console.log(`with a lock ${guarded.value} of 100 are left`);
