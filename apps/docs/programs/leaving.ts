import { TaskGroup, run, sleep, type Coroutine } from 'heddle';

function* child(): Coroutine<void> {
  yield* sleep(10);
  throw new Error('child');
}
function* clumsy(): Coroutine<void> {
  try {
    yield* sleep(60_000);
  } catch (error) {
    throw new Error('clumsy, when it was cancelled', { cause: error });
  }
}

// `await using`: JavaScript puts the two errors together, and does not tell the group that its block has failed.
try {
  await using group = new TaskGroup({ name: 'one' });
  group.spawn(child);
  throw new Error('body');
} catch (error) {
  const { name, error: tasks, suppressed } = error as SuppressedError;
  console.log(`${name}: ${tasks.message} / ${suppressed.message}`);
}

// `group.run`: the others are cancelled at once, and all errors are in one TaskGroupError.
try {
  await run(() =>
    new TaskGroup({ name: 'two' }).run(function* (group) {
      group.spawn(clumsy);
      yield* sleep(10);
      throw new Error('body');
    }),
  );
} catch (error) {
  console.log(String(error));
}
