import { Lock, joinAll, run, spawn, yieldNow, type Coroutine } from 'heddle';
import { trace } from 'heddle/trace';

const oven = new Lock({ name: 'oven' });

function* bake(): Coroutine<void> {
  const guard = yield* oven.acquire();
  yield* yieldNow();
  guard.release();
}

const stop = trace((event) => {
  if (!('task' in event) || !/Ada|Bea/.test(event.task?.name ?? '')) return;
  const more = 'on' in event ? event.on : 'outcome' in event ? event.outcome : '';
  console.log(`${event.task?.name} ${event.type} ${more}`.trimEnd());
});
await run(() =>
  joinAll([spawn({ target: bake, name: 'Ada' }), spawn({ target: bake, name: 'Bea' })]),
);
stop();
