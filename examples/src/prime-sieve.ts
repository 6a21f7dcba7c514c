// Go's prime sieve: a chain of coroutines, a channel between each two; each takes the multiples of one prime out.
import { Channel, run, spawn, type Coroutine } from 'heddle';

const count = 25;

function* generate(output: Channel<number>): Coroutine<void> {
  for (let number = 2; ; number++) yield* output.send(number);
}

function* filter(input: Channel<number>, output: Channel<number>, prime: number): Coroutine<void> {
  for (;;) {
    const number = yield* input.receive();
    if (number % prime !== 0) yield* output.send(number);
  }
}

await run(function* () {
  let numbers = new Channel<number>();
  spawn(generate, numbers);
  for (let found = 0; found < count; found++) {
    const prime = yield* numbers.receive();
    console.log(String(prime));
    const rest = new Channel<number>();
    spawn(filter, numbers, rest, prime);
    numbers = rest;
  }
}); // those that would go on for ever end with it
console.log('nobody is left');
