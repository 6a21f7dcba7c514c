// Waiting for a thread's end: for a limited time, and then until it comes.
import { Queue, Thread, TimeoutError } from 'heddle';
import { patient } from './thread-join.tasks.ts';

const word = new Queue<string>({ name: 'word' });
const thread = Thread.start({ target: patient.waitFor, args: [word], name: 'patient' });

try {
  await thread.join({ timeout: 100 });
} catch (error) {
  if (!(error instanceof TimeoutError)) throw error;
  console.log(`${error.name}: ${error.message}`);
}
console.log(`alive: ${thread.alive}`);

await word.put('enough');
await thread.join();
console.log(`alive: ${thread.alive}, and it brought "${await thread.result()}"`);
