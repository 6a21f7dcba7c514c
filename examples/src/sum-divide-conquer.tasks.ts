import { tasks } from 'heddle';

export const summing = tasks('summing', import.meta.url, {
  /** first + … + last; exact, since it stays below 2 ** 53. */
  sum([first, last]: readonly [number, number]): number {
    let total = 0;
    for (let number = first; number <= last; number += 1) total += number;
    return total;
  },
});
