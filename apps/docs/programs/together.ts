import { asCompleted, gather, joinAll, run, sleep, spawn, wait, type Coroutine } from 'heddle';

function* slow(name: string, ms: number): Coroutine<string> {
  yield* sleep(ms);
  return name;
}
const three = () => [
  spawn({ target: slow, args: ['tea', 120], name: 'tea' }),
  spawn({ target: slow, args: ['milk', 10], name: 'milk' }),
  spawn({ target: slow, args: ['cake', 60], name: 'cake' }),
];
const names = (tasks: Iterable<unknown>) =>
  [...tasks].map((task) => (task as { name: string }).name).join(' ');

await run(function* () {
  console.log(`gather: ${(yield* gather(three())).join(' ')}`);

  const { done, pending } = yield* wait(three(), { returnWhen: 'firstCompleted' });
  console.log(`wait: ${names(done)} of ${names([...done, ...pending])}`);

  yield* asCompleted(three()).forEach(function* (task) {
    console.log(`asCompleted: ${yield* task}`);
  });

  console.log(`joinAll: ${names(yield* joinAll(three(), { timeout: 90 }))}`);
});
