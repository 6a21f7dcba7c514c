import { expect, test } from 'vitest';
import { DeadlockError, dump, Lock, Queue, sleep, spawn, Thread, type Coroutine } from 'heddle';
import { crossing } from './fixtures/crossing-tasks.ts';

// A file of its own: nothing must have started a thread in this program yet.

function* both(first: Lock, second: Lock, meanwhile: PromiseLike<unknown>): Coroutine<void> {
  using _first = yield* first.acquire();
  yield* spawn(async () => void (await meanwhile));
  using _second = yield* second.acquire();
}

test('a cycle through a lock that tasks waited for before the program had threads is found', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => new Lock({ name })) as [Lock, Lock, Lock];
  const [arrived, go] = [new Queue<string>(), new Queue<string>()];
  let threadHasOne!: () => void;
  const later = new Promise<void>((resolve) => (threadHasOne = resolve));
  const hasA = spawn({ target: both, args: [a, b, later], name: 'has a' });
  await sleep(0);
  const hasC = spawn({ target: both, args: [c, a, Promise.resolve()], name: 'has c' });
  while (!String(dump()).includes('acquire of "a"')) await sleep(0);
  expect(a.shared).toBe(false);
  const thread = Thread.start({ target: crossing.both, args: [b, c, arrived, go], name: 'has b' });
  expect(a.shared).toBe(true);
  await arrived.get();
  await go.put('go');
  threadHasOne();
  const results = await Promise.allSettled([hasA, hasC, thread.result()]);
  const failed = results.filter((result) => result.status === 'rejected');
  expect(failed).toHaveLength(1);
  expect(failed[0]!.reason).toBeInstanceOf(DeadlockError);
  expect((failed[0]!.reason as DeadlockError).cycle).toHaveLength(3);
});
