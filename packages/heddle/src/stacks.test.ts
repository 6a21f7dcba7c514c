import { afterEach, expect, test } from 'vitest';
import { captureStacks, dump, InvalidArgumentError, Queue, sleep, spawn } from 'heddle';

// Of core, but from outside of its folder and of the adapter's, whose frames are left out.

afterEach(() => captureStacks(false));

const queue = new Queue<number>();

/** What is known of a task that waits, spawned here. */
async function stacks(): Promise<{ spawned: string | undefined; waits: string | undefined }> {
  const task = spawn(function* waits() {
    yield* sleep(0);
    yield* queue.get();
  });
  await sleep(1);
  const [dumped] = dump().tasks;
  queue.tryPut(1);
  await task;
  return {
    spawned: dumped?.spawnedAt?.join('\n'),
    waits: dumped?.waits[0]?.at?.join('\n'),
  };
}

test('keeps from where tasks were spawned and wait only while it is asked for', async () => {
  expect(await stacks()).toEqual({ spawned: undefined, waits: undefined });
  captureStacks(true);
  captureStacks(true);
  const { spawned, waits } = await stacks();
  expect(spawned).toMatch(/^(?:async )?stacks .*stacks\.test\.ts/);
  expect(waits).toMatch(/^waits .*stacks\.test\.ts/);
  captureStacks(false);
  expect(await stacks()).toEqual({ spawned: undefined, waits: undefined });
});

test('needs a boolean', () => {
  expect(() => captureStacks(undefined as never)).toThrow(InvalidArgumentError);
});
