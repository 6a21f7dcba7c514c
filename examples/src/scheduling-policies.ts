// Who runs next: first come, by urgency (with ageing, so that nobody starves), and by time slices.
import {
  fifo,
  joinAll,
  priority,
  roundRobin,
  run,
  setPolicy,
  spawn,
  yieldNow,
  type Coroutine,
  type Policy,
} from 'heddle';

const steps = 4;

/** Each job notes its name at every step, and gives way after it. */
function* stepwise(policy: Policy): Coroutine<string> {
  setPolicy(policy);
  let order = '';
  function* job(name: string): Coroutine<void> {
    for (let step = 1; step <= steps; step += 1) {
      order += name;
      if (step < steps) yield* yieldNow();
    }
  }
  const urgencies = { A: 0, B: 1, C: 2 };
  yield* joinAll(
    Object.entries(urgencies).map(([name, urgency]) =>
      spawn({ target: job, args: [name], priority: urgency }),
    ),
  );
  return order;
}

/** How many steps of others each job waited for until its end. */
function waits(order: string): string {
  return ['A', 'B', 'C'].map((name) => `${name} ${order.lastIndexOf(name) + 1 - steps}`).join(', ');
}

/** An endless stream of urgent steps, and one modest job beside it: how many urgent steps until that has ended? */
function* starving(): Coroutine<number> {
  setPolicy(priority({ ageing: 10 }));
  let urgent = 0;
  const stream = spawn({
    priority: 5,
    *target() {
      for (; ; urgent += 1) yield* yieldNow();
    },
  });
  const taken = yield* spawn(function* modest() {
    for (let step = 1; step <= steps; step += 1) yield* yieldNow();
    return urgent;
  });
  stream.cancel();
  return taken;
}

/** Three jobs compute; whoever has the turn keeps it for a slice. Gives who ran, slice by slice. */
function* slices(slice: number): Coroutine<readonly string[]> {
  setPolicy(roundRobin({ slice }));
  const nothing = spawn({ target: () => {}, eager: true });
  const turns: string[] = [];
  function* job(name: string): Coroutine<void> {
    for (let left = 5 * slice; left > 0;) {
      if (turns.at(-1) !== name) turns.push(name);
      const began = performance.now();
      while (performance.now() - began < 0.005);
      left -= Math.min(performance.now() - began, 0.1); // when the machine does something else, that is no work
      yield* nothing; // has settled: an operation, and no wait
    }
  }
  yield* joinAll(['A', 'B', 'C'].map((name) => spawn(job, name)));
  return turns;
}

await run(function* () {
  for (const policy of [fifo(), priority()]) {
    const order = yield* stepwise(policy);
    console.log(`${policy.name}: ${order}, steps waited for: ${waits(order)}`);
  }
  console.log(`priority with ageing: ended after ${yield* starving()} urgent steps`);
  console.log(`round robin: ${(yield* slices(20)).join('')}`);
  setPolicy(fifo());
});
