import co from 'co';
import { Effect } from 'effect';
import { run } from 'effection';
import { spawn, yieldNow, type Coroutine } from 'heddle';
import type { Contest, Side } from '../contest.ts';
import { effectionGiveWay, resolved } from '../peers/giving-way.ts';

const wanted = 10;
const spun = 500;

/** Spins until `end`, on what its library has for giving way. */
type Spin = (end: number) => PromiseLike<unknown>;

/** After how long a timer of the host comes while something spins: a ratio of what it is late by could divide by 0. */
function side(name: string, spin: Spin): Side {
  return {
    name,
    async run(timers, note) {
      const began = performance.now();
      const came = new Promise<number>((resolve) => {
        setTimeout(() => resolve(performance.now() - began), wanted);
      });
      await spin(began + spun);
      note((await came) * 1e6);
      return timers;
    },
  };
}

function* giveWay(end: number): Coroutine<void> {
  while (performance.now() < end) yield* yieldNow();
}

function* waitForSettled(end: number): Coroutine<void> {
  const settled = spawn(() => 1);
  while (performance.now() < end) yield* settled;
}

async function awaitNull(end: number): Promise<void> {
  while (performance.now() < end) await resolved;
}

function* withCo(end: number): Generator<Promise<void>, void, void> {
  while (performance.now() < end) yield resolved;
}

const withEffect = Effect.fnUntraced(function* (end: number) {
  while (performance.now() < end) yield* Effect.yieldNow;
});

const withSettledEffect = Effect.fnUntraced(function* (end: number) {
  while (performance.now() < end) yield* Effect.void;
});

function* withEffection(end: number) {
  while (performance.now() < end) yield* effectionGiveWay;
}

function contest(id: string, title: string, sides: readonly Side[]): Contest {
  return {
    id,
    title,
    measures: 'delay',
    operations: 1,
    rounds: 5,
    sum: () => 1,
    open: () => sides,
  };
}

export const timerDelay: readonly Contest[] = [
  contest(
    'timer-delay-yield',
    `after how long a timer of ${wanted} ms comes while a task gives way for ${spun} ms`,
    [
      side('yield* yieldNow()', (end) => spawn(giveWay, end)),
      side('await of a resolved promise', awaitNull),
      side('co, yield of a resolved promise', (end) => co(withCo(end))),
      side('effect, Effect.yieldNow', (end) => Effect.runPromise(withEffect(end))),
      side('effection, action', (end) => run(() => withEffection(end))),
    ],
  ),
  contest(
    'timer-delay-settled',
    `after how long a timer of ${wanted} ms comes while a task waits for what has settled for ${spun} ms`,
    [
      side('yield* of a settled task', (end) => spawn(waitForSettled, end)),
      side('await of a resolved promise', awaitNull),
      side('effect, Effect.void', (end) => Effect.runPromise(withSettledEffect(end))),
    ],
  ),
];
