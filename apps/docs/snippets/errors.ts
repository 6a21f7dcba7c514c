import { HeddleError, Queue, ShutDownError } from 'heddle';

const queue = new Queue<string>({ name: 'orders' });
queue.shutdown();
try {
  await queue.put('bread');
} catch (error) {
  if (error instanceof HeddleError) console.log(error.name, error.code);
  if (error instanceof ShutDownError) console.log(error.message);
}
