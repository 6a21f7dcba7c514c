import {
  asCompleted,
  gather,
  joinAll,
  run,
  sleep,
  spawn,
  wait,
  type Coroutine,
  type Task,
} from 'heddle';

function* serve(name: string, after?: Task<string>): Coroutine<string> {
  if (after !== undefined) yield* after;
  yield* sleep(40);
  return name;
}
/** The milk is there first, then the cake, then the tea. */
const three = () => {
  const milk = spawn({ target: serve, args: ['milk'], name: 'milk' });
  const cake = spawn({ target: serve, args: ['cake', milk], name: 'cake' });
  const tea = spawn({ target: serve, args: ['tea', cake], name: 'tea' });
  return [tea, milk, cake];
};
const names = (tasks: Iterable<unknown>) =>
  [...tasks].map((task) => (task as { name: string }).name).join(' ');

await run(function* () {
  console.log(`gather: ${(yield* gather(three())).join(' ')}`);

  const { done, pending } = yield* wait(three(), { returnWhen: 'firstCompleted' });
  console.log(`wait: ${names(done)} of ${names([...done, ...pending])}`);

  yield* asCompleted(three()).forEach(function* (task) {
    console.log(`asCompleted: ${yield* task}`);
  });

  console.log(`joinAll: ${names(yield* joinAll(three(), { count: 2 }))}`);
});
