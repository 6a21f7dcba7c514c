import { ContextVar, run, sleep, spawn, type Coroutine } from 'heddle';

const user = new ContextVar('user', { default: 'nobody' });

function* log(what: string): Coroutine<void> {
  yield* sleep(10);
  console.log(`${user.get()}: ${what}`);
}

await run(function* () {
  const token = user.set('ann');
  const first = spawn(log, 'spawned as ann');
  user.set('ben');
  const second = spawn(log, 'spawned as ben');
  yield* log('one of its own');
  user.reset(token);
  yield* first;
  yield* second;
  yield* log('after reset');
});
