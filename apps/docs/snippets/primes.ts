import { tasks } from 'heddle';

export const primes = tasks('primes', import.meta.url, {
  count(to: number): number {
    let count = 0;
    for (let n = 2; n < to; n += 1) {
      let isPrime = true;
      for (let d = 2; d * d <= n && isPrime; d += 1) isPrime = n % d !== 0;
      if (isPrime) count += 1;
    }
    return count;
  },
});
