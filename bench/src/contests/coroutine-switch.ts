import co from 'co';
import { Effect } from 'effect';
import { run, spawn as effectionSpawn } from 'effection';
import { spawn, yieldNow, type Coroutine } from 'heddle';
import type { Contest } from '../contest.ts';
import { effectionGiveWay, resolved } from '../peers/giving-way.ts';
import { pythonGreenlet } from '../peers/python-greenlet.ts';

/** Two tasks, one switch each in turn; counts those that came when it was that task's turn. */
class Turns {
  count = 0;
  right = 0;

  take(who: number): void {
    if ((this.count & 1) === who) this.right += 1;
    this.count += 1;
  }
}

const both = [0, 1] as const;

/** How many of `operations` are the first task's, and the second's. */
function share(operations: number, who: number): number {
  return who === 0 ? Math.ceil(operations / 2) : Math.floor(operations / 2);
}

function* heddle(turns: Turns, who: number, times: number): Coroutine<void> {
  for (let i = 0; i < times; i += 1) {
    turns.take(who);
    yield* yieldNow();
  }
}

function* bare(turns: Turns, who: number, times: number): Generator<undefined, void, void> {
  for (let i = 0; i < times; i += 1) {
    turns.take(who);
    yield;
  }
}

async function native(turns: Turns, who: number, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    turns.take(who);
    await resolved;
  }
}

function* withCo(turns: Turns, who: number, times: number): Generator<Promise<void>, void, void> {
  for (let i = 0; i < times; i += 1) {
    turns.take(who);
    yield resolved;
  }
}

const withEffect = Effect.fnUntraced(function* (turns: Turns, who: number, times: number) {
  for (let i = 0; i < times; i += 1) {
    turns.take(who);
    yield* Effect.yieldNow;
  }
});

function* withEffection(turns: Turns, who: number, times: number) {
  for (let i = 0; i < times; i += 1) {
    turns.take(who);
    yield* effectionGiveWay;
  }
}

async function counted(play: (turns: Turns) => unknown): Promise<number> {
  const turns = new Turns();
  await play(turns);
  return turns.right;
}

export const coroutineSwitch: Contest = {
  id: 'coroutine-switch',
  title: 'a switch between two tasks that give way to each other',
  sum: (operations) => operations,
  open: () => [
    {
      name: 'yield* yieldNow()',
      run: (operations) =>
        counted(async (turns) => {
          const tasks = both.map((who) => spawn(heddle, turns, who, share(operations, who)));
          for (const task of tasks) await task;
        }),
    },
    {
      name: 'await of a resolved promise',
      run: (operations) =>
        counted((turns) =>
          Promise.all(both.map((who) => native(turns, who, share(operations, who)))),
        ),
    },
    {
      name: 'bare generators, a loop',
      run: (operations) =>
        counted((turns) => {
          const [first, second] = both.map((who) => bare(turns, who, share(operations, who)));
          while (first?.next().done === false) second?.next();
        }),
    },
    {
      name: 'co, yield of a resolved promise',
      run: (operations) =>
        counted((turns) =>
          Promise.all(both.map((who) => co(withCo(turns, who, share(operations, who))))),
        ),
    },
    {
      name: 'effect, Effect.yieldNow',
      run: (operations) =>
        counted((turns) =>
          Effect.runPromise(
            Effect.forEach(both, (who) => withEffect(turns, who, share(operations, who)), {
              concurrency: 'unbounded',
              discard: true,
            }),
          ),
        ),
    },
    {
      name: 'effection, action',
      run: (operations) =>
        counted((turns) =>
          run(function* () {
            const tasks = [];
            for (const who of both) {
              tasks.push(
                yield* effectionSpawn(() => withEffection(turns, who, share(operations, who))),
              );
            }
            for (const task of tasks) yield* task;
          }),
        ),
    },
    ...pythonGreenlet('turns'),
  ],
};
