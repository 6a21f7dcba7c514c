// Ten tasks with random pauses: one after the other in order, all at once in the order of their pauses.
import { joinAll, run, sleep, spawn, type Coroutine } from 'heddle';
import { VirtualClock } from 'heddle/testing';

// It jumps to the next moment that somebody waits for, so that nobody does, and a busy machine changes nothing.
using clock = new VirtualClock({ autojump: true });

const pauses = Array.from({ length: 10 }, (_, index) => ({
  key: Math.random(),
  ms: 20 + 20 * index,
}))
  .toSorted((a, b) => a.key - b.key)
  .map(({ ms }) => ms);

function* task(pause: number): Coroutine<number> {
  yield* sleep(pause);
  return pause;
}

const tasks = () => pauses.map((pause) => spawn({ target: task, args: [pause], name: `${pause}` }));
const names = (ended: readonly unknown[]) =>
  ended.map((one) => (one as { readonly name: string }).name).join(' ');

await run(function* () {
  console.log(`pauses: ${pauses.join(' ')}`);
  let began = clock.now;
  for (const pause of pauses) yield* task(pause);
  console.log(`in turn: ${clock.now - began} ms`);

  began = clock.now;
  const ended = yield* joinAll(tasks());
  console.log(`at once: ${clock.now - began} ms`);
  console.log(`ended: ${names(ended)}`);
  console.log(`the first three: ${names(yield* joinAll(tasks(), { count: 3 }))}`);
});
