import { TaskGroup, TaskGroupError, run, sleep, type Coroutine } from 'heddle';

function* fetchPart(name: string, ms: number): Coroutine<string> {
  try {
    yield* sleep(ms);
    if (name === 'roof') throw new Error('no tiles left');
    console.log(`${name} is here`);
    return name;
  } finally {
    yield* sleep(10);
    console.log(`${name}: tidied up`);
  }
}

await run(function* () {
  const group = new TaskGroup({ name: 'house' });
  try {
    yield* group.run(function* () {
      const floor = group.spawn(fetchPart, 'floor', 20);
      group.spawn(fetchPart, 'walls', 60_000);
      console.log(`${group.size} tasks in the group`);
      console.log(`first: ${yield* floor}`);
      group.spawn(fetchPart, 'roof', 20);
    });
  } catch (error) {
    if (!(error instanceof TaskGroupError)) throw error;
    console.log(error.message);
  }
});
