import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

const isPrime = (n: number): boolean => {
  for (let by = 2; by * by <= n; by++) if (n % by === 0) return false;
  return n > 1;
};

onEveryRuntime('prime-sieve.ts', (lines) => {
  const primes = Array.from({ length: 100 }, (_, n) => n).filter(isPrime);
  expect(lines).toEqual([...primes.map(String), 'nobody is left']);
});
