// A producer hands each item to a consumer and gets its answer back: two generators, no lock, no queue.
import { coroutine, type GeneratorCoroutine } from 'heddle';

const items = 3;

function* consumer(): Generator<string, void, number> {
  let answer = 'ready';
  for (;;) {
    const item = yield answer;
    console.log(`consumed ${item}`);
    answer = `thanks for ${item}`;
  }
}

function produce(eater: GeneratorCoroutine<string, void, number>): void {
  eater.next(); // to its first yield, where it can take an item
  for (let item = 1; item <= items; item++) {
    console.log(`produced ${item}`);
    const answer = eater.send(item);
    console.log(`answer: ${answer.value}`);
  }
}

const eating = coroutine(consumer);
produce(eating);
eating.close();
console.log(`the consumer is ${eating.state}`);
