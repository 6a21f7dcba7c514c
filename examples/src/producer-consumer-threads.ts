// A producer and a consumer, each in a thread of its own and at its own pace, with a short shelf between them.
import { Queue, Thread } from 'heddle';
import { market } from './producer-consumer-threads.tasks.ts';

const shelf = new Queue<string>({ maxsize: 2, name: 'shelf' });
const producer = Thread.start({ target: market.produce, args: [shelf, 5], name: 'producer' });
const consumer = Thread.start({ target: market.consume, args: [shelf, 5], name: 'consumer' });

console.log(`produced: ${(await producer.result()).join(', ')}`);
console.log(`consumed: ${(await consumer.result()).join(', ')}`);
console.log(`left on the shelf: ${shelf.size}`);
