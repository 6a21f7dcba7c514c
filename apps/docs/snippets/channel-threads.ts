import { Channel, Thread, run, select, spawn } from 'heddle';
import { squaring } from './squaring.ts';

const [numbers, squares] = [new Channel<number>(), new Channel<number>()];
const threads = [1, 2].map(() =>
  Thread.start({ target: squaring.square, args: [numbers, squares] }),
);

await run(function* () {
  let [next, sum] = [1, 0];
  while (next <= 100) {
    // Whichever a thread is ready for: to take a number, or to give a square.
    const chosen = yield* select({ sent: numbers.sending(next), square: squares });
    if (chosen.key === 'sent') next += 1;
    else sum += chosen.value;
  }
  numbers.close();
  spawn(function* () {
    for (const thread of threads) yield* thread.result();
    squares.close();
  });
  yield* squares.forEach((square) => void (sum += square));
  console.log(`the sum of the squares is ${sum}, ${squares.shared}`);
});
