// The entry of the workers: all task modules that the executor's calls are from.
export { primes } from './primes.ts';
export { wool } from './wool.ts';
