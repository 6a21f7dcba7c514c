import { tasks, type Value } from 'heddle';

// #region counting
export const counting = tasks('counting', import.meta.url, {
  /** `seen`, where memory can be shared, says how far it is. */
  primes(limit: number, seen?: Value<'i32'>): number {
    let primes = 0;
    for (let n = 2; n < limit; n++) {
      if (isPrime(n)) primes++;
      if (n % 1000 === 0 && seen !== undefined) seen.value = n;
    }
    return primes;
  },

  fail(): never {
    throw new RangeError('the yarn broke');
  },
});
// #endregion counting

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return true;
}
