import { acquireAllSync, tasks, type Lock, type Queue } from 'heddle';

export const table = tasks('table', import.meta.url, {
  /** The left fork, and once everybody has one, the right fork. */
  leftFirst(left: Lock, right: Lock, arrived: Queue<string>, go: Queue<string>): string {
    using _left = left.acquireSync();
    arrived.putSync('has a fork');
    go.getSync();
    using _right = right.acquireSync();
    return 'ate';
  },

  /** Both forks at once, meal after meal. */
  bothAtOnce(left: Lock, right: Lock, meals: number): number {
    for (let meal = 0; meal < meals; meal += 1) {
      using _both = acquireAllSync(left, right);
    }
    return meals;
  },
});
