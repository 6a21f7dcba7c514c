import co from 'co';
import { Effect } from 'effect';
import { call, spawn, yieldNow, type Coroutine } from 'heddle';
import type { Contest } from '../contest.ts';
import { resolved } from '../peers/giving-way.ts';

const depth = 1000;

// The innermost gives way `times` times; its result goes out through all that wait for it.

function* called(level: number, times: number): Coroutine<number> {
  if (level > 0) return yield* call(called, level - 1, times);
  let count = 0;
  for (; count < times; count += 1) yield* yieldNow();
  return count;
}

function* delegated(level: number, times: number): Coroutine<number> {
  if (level > 0) return yield* delegated(level - 1, times);
  let count = 0;
  for (; count < times; count += 1) yield* yieldNow();
  return count;
}

function* bare(level: number, times: number): Generator<undefined, number, void> {
  if (level > 0) return yield* bare(level - 1, times);
  let count = 0;
  for (; count < times; count += 1) yield;
  return count;
}

async function native(level: number, times: number): Promise<number> {
  if (level > 0) return await native(level - 1, times);
  let count = 0;
  for (; count < times; count += 1) await resolved;
  return count;
}

function* withCo(level: number, times: number): Generator<unknown, number, number> {
  if (level > 0) return yield withCo(level - 1, times);
  let count = 0;
  for (; count < times; count += 1) yield resolved;
  return count;
}

const withEffect = Effect.fnUntraced(function* (
  level: number,
  times: number,
): Effect.gen.Return<number> {
  if (level > 0) return yield* withEffect(level - 1, times);
  let count = 0;
  for (; count < times; count += 1) yield* Effect.yieldNow;
  return count;
});

export const coroutineNested: Contest = {
  id: 'coroutine-nested',
  title: `a resume of a coroutine that ${depth} others wait for, each nested in the next`,
  sum: (operations) => operations,
  open: () => [
    { name: 'yield* call(f)', run: (times) => spawn(called, depth, times).toPromise() },
    {
      name: 'Heddle without call, yield* f()',
      run: (times) => spawn(delegated, depth, times).toPromise(),
    },
    {
      name: 'bare generators, yield* f()',
      run(times) {
        const outermost = bare(depth, times);
        for (;;) {
          const { done, value } = outermost.next();
          if (done === true) return value;
        }
      },
    },
    { name: 'await f()', run: (times) => native(depth, times) },
    { name: 'co, yield f()', run: (times) => co(withCo(depth, times)) },
    { name: 'effect, yield* f()', run: (times) => Effect.runPromise(withEffect(depth, times)) },
  ],
};
