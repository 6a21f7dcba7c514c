// Two coroutines that wait at the same time, on one thread, take as long as one of them.
import { currentThread, run, sleep, spawn, type Coroutine } from 'heddle';

const wait = 500;

function* hello(name: string): Coroutine<void> {
  console.log(`hello ${name}, on thread ${currentThread().ident}`);
  yield* sleep(wait);
  console.log(`bye ${name}, on thread ${currentThread().ident}`);
}

const began = performance.now();
await run(function* () {
  const tasks = ['Ada', 'Grace'].map((name) => spawn(hello, name));
  for (const task of tasks) yield* task;
});
console.log(`two waits of ${wait} ms took ${Math.round(performance.now() - began)} ms`);
