import { LocalExecutor, type Coroutine } from 'heddle';

const kitchen = new LocalExecutor({ name: 'kitchen', maxWorkers: 1 });

function peel(): string {
  return 'peeled onions';
}

/** Waits for a call that is to run in the executor whose only worker it takes itself. */
function* cook(): Coroutine<string> {
  return `soup of ${yield* kitchen.submit(peel)}`;
}

try {
  console.log(await kitchen.submit(cook));
} catch (error) {
  console.log(String(error));
}
await kitchen.shutdown();

const larger = new LocalExecutor({ name: 'larger', maxWorkers: 1, tasksPerWorker: 2 });
console.log(await larger.submit(() => larger.submit(peel)));
await larger.shutdown();
