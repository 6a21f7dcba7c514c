// The states of a process: new, ready, running, waiting, ended; those in between as it traces them itself.
import { Process } from 'heddle';
import { life } from './process-states.tasks.ts';

const child = new Process({ target: life.states });
const timeline = [child.pid === undefined ? 'new' : 'started'];
child.start();
timeline.push(...(await child.result()));
await child.join();
console.log(timeline.join(' → '));
console.log(`the process has ${child.alive ? 'not ' : ''}ended, with code ${child.exitCode}`);
