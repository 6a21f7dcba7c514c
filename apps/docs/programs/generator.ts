import { GeneratorExit, coroutine } from 'heddle';

const average = coroutine(function* (): Generator<number, string, number> {
  let sum = 0;
  let count = 0;
  try {
    for (;;) {
      sum += yield count === 0 ? 0 : sum / count;
      count += 1;
    }
  } catch (error) {
    if (!(error instanceof GeneratorExit)) throw error;
    return `the average of ${count} numbers`;
  }
});

average.next();
for (const number of [4, 8, 9]) console.log(average.send(number).value);
console.log(average.state);
console.log(average.close());
console.log(average.state);
