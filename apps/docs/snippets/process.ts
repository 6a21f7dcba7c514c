import { Process } from 'heddle';
import { primes } from './primes.ts';

const child = Process.start({ target: primes.count, args: [100_000] });
console.log(child.name, child.alive, child.pid === process.pid);
console.log(await child.result());
await child.join();
console.log(child.alive, child.exitCode);
