import { pipeline, stage } from 'heddle';
import { primes } from './primes.ts';

const bounds = [100_000, 10_000, 1000];
const counts = pipeline(
  bounds,
  stage(primes.count, { threads: true, workers: 2 }),
  (count) => `${count} primes`,
);
for await (const line of counts) console.log(line);
