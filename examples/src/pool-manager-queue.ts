// The processes of a pool and the program share a queue: it stays here, and they put into it.
import process from 'node:process';
import { Pool, Queue } from 'heddle';
import { reporters, type Message } from './pool-manager-queue.tasks.ts';

const messages = new Queue<Message>({ maxsize: 4 });
await using pool = new Pool({ processes: 2 });
const names = ['Ann', 'Ben', 'Cid'];
const reported = pool.starmapAsync(
  reporters.report,
  names.map((name): [string, Queue<Message>] => [name, messages]),
  { callback: () => messages.shutdown() },
);

const texts: string[] = [];
let fromElsewhere = 0;
for await (const { from, text } of messages) {
  texts.push(text);
  if (from !== process.pid) fromElsewhere += 1;
}
await reported.get();
for (const text of texts.toSorted()) console.log(text);
console.log(`from other processes: ${fromElsewhere}`);
