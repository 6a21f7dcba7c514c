// One thread, with a name, and an object for its arguments.
import { currentThread, Thread } from 'heddle';
import { greeting } from './thread-start.tasks.ts';

const here = currentThread();
console.log(`${here.name} (thread ${here.ident}) starts a thread`);

const thread = Thread.start({
  target: greeting.greet,
  args: [{ to: 'Ada', times: 3 }],
  name: 'greeter',
});
const there = await thread.result();

console.log(`it ran as ${there.name}, in another thread: ${there.ident !== here.ident}`);
