import { Lock, lockOrder, run, spawn, type Coroutine } from 'heddle';

lockOrder('throw');
const stock = new Lock({ name: 'stock' });
const till = new Lock({ name: 'till' });

function* both(first: Lock, second: Lock): Coroutine<string> {
  using _first = yield* first.acquire();
  using _second = yield* second.acquire();
  return 'has both';
}

await run(function* () {
  // One after the other: nothing could go wrong this time.
  for (const [name, first, second] of [
    ['sell', stock, till],
    ['give back', till, stock],
  ] as const) {
    try {
      console.log(`${name} ${yield* spawn({ target: both, args: [first, second], name })}`);
    } catch (error) {
      console.log(String(error));
    }
  }
});
lockOrder('off');
