import { Channel, run, spawn, type Coroutine } from 'heddle';

function* count(out: Channel<number>): Coroutine<void> {
  for (let n = 2; ; n += 1) yield* out.send(n);
}

function* sift(from: Channel<number>, out: Channel<number>, prime: number): Coroutine<void> {
  for (;;) {
    const n = yield* from.receive();
    if (n % prime !== 0) yield* out.send(n);
  }
}

await run(function* () {
  let numbers = new Channel<number>();
  const tasks = [spawn(count, numbers)];
  const primes: number[] = [];
  while (primes.length < 15) {
    const prime = yield* numbers.receive();
    primes.push(prime);
    const sifted = new Channel<number>();
    tasks.push(spawn(sift, numbers, sifted, prime));
    numbers = sifted;
  }
  for (const task of tasks) task.cancel();
  console.log(primes.join(' '));
});
