// Five philosophers, five forks, two forks to eat with: each takes the left one first; then both at once.
import { DeadlockError, Lock, Queue, Thread } from 'heddle';
import { table } from './philosophers.tasks.ts';

const names = ['Plato', 'Kant', 'Hume', 'Marx', 'Weil'];
const forks = names.map((_, index) => new Lock({ name: `fork ${index + 1}` }));
const leftOf = (index: number) => forks[index]!;
const rightOf = (index: number) => forks[(index + 1) % forks.length]!;

const [arrived, go] = [new Queue<string>(), new Queue<string>()];
const careless = names.map((name, index) =>
  Thread.start({
    target: table.leftFirst,
    args: [leftOf(index), rightOf(index), arrived, go],
    name,
  }),
);
for (const _ of names) await arrived.get();
for (const _ of names) await go.put('go');

let ate = 0;
for (const settled of await Promise.allSettled(careless.map((thread) => thread.result()))) {
  if (settled.status === 'fulfilled') ate += 1;
  else if (!(settled.reason instanceof DeadlockError)) throw settled.reason;
  else
    for (const { holder, holds, waitsFor } of settled.reason.cycle)
      console.log(`${holder} holds ${holds} and waits for ${waitsFor}`);
}
console.log(`left first: one is told of the circle, and puts its fork down; ${ate} eat`);

const careful = names.map((name, index) =>
  Thread.start({ target: table.bothAtOnce, args: [leftOf(index), rightOf(index), 200], name }),
);
let meals = 0;
for (const thread of careful) meals += await thread.result();
console.log(`both at once: ${meals} meals`);
