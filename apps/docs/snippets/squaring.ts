import { tasks, type Channel, type Coroutine } from 'heddle';

export const squaring = tasks('squaring', import.meta.url, {
  *square(numbers: Channel<number>, squares: Channel<number>): Coroutine<void> {
    yield* numbers.forEach(function* (n) {
      yield* squares.send(n * n);
    });
  },
});
