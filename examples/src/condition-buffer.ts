// Two producers and two consumers share a buffer of three places: who finds it full waits until it is not, and the reverse.
import { Condition, Lock, SharedArray, Thread, Value } from 'heddle';
import { buffering, type Buffer } from './condition-buffer.tasks.ts';

const lock = new Lock({ name: 'buffer' });
const buffer: Buffer = {
  items: new SharedArray('i32', 3),
  count: new Value('i32', 0),
  filled: new Condition(lock, { name: 'filled' }),
  emptied: new Condition(lock, { name: 'emptied' }),
};

const consumers = [1, 2].map(() =>
  Thread.start({ target: buffering.consume, args: [buffer, 250] }),
);
const producers = [0, 1].map((half) =>
  Thread.start({ target: buffering.produce, args: [buffer, 1 + half * 250, 250 + half * 250] }),
);
for (const producer of producers) await producer.result();

const all: number[] = [];
let most = 0;
for (const consumer of consumers) {
  const seen = await consumer.result();
  all.push(...seen.taken);
  most = Math.max(most, seen.most);
}
const sum = all.reduce((total, item) => total + item, 0);
console.log(`${all.length} items, ${new Set(all).size} different ones, ${sum} in all`);
console.log(`never more than ${buffer.items.length} in the buffer: ${most <= buffer.items.length}`);
console.log(`left: ${buffer.count.value}`);
