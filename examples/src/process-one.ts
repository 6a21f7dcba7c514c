// One process, with a name, and an object for its arguments: it runs with a pid of its own.
import { currentProcess, Process } from 'heddle';
import { clerk } from './process-one.tasks.ts';

const child = new Process({
  target: clerk.introduce,
  args: [{ greeting: 'good morning' }],
  name: 'clerk',
});
console.log(`before the start: pid ${child.pid}, exit code ${child.exitCode}`);
child.start();
const { says, pid, parent } = await child.result();
await child.join();
console.log(says);
console.log(`this is ${currentProcess().pid}, the child was ${pid}, its parent ${parent}`);
console.log(`after the end: exit code ${child.exitCode}`);
