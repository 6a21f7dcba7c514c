import { Thread } from 'heddle';
import { primes } from './primes.ts';

const thread = Thread.start({ target: primes.count, args: [100_000], name: 'counting' });
console.log(thread.name, thread.alive); // counting true
console.log(await thread.result()); // 9592: a number, as the types know
console.log(thread.alive); // false
