// Two processes talk both ways through a pipe, until one closes its end.
import { Pipe, Process } from 'heddle';
import { talkers } from './pipe.tasks.ts';

const [one, other] = Pipe<string>();
const asking = Process.start({ target: talkers.ask, args: [one] });
const answering = Process.start({ target: talkers.answer, args: [other] });
console.log(`heard by one: ${(await asking.result()).join(', ')}`);
console.log(`heard by the other: ${(await answering.result()).join(', ')}`);
