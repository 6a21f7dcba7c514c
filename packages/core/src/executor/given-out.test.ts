import { expect, test } from 'vitest';
import { collectedUntil } from '../collecting.fixture.ts';
import { asCompleted, type Completions } from '../coroutine/as-completed.ts';
import { Future } from './future.ts';

const count = 20;

/** So many futures that have ended, and one that has not. */
function futures(last: Future<number>): Completions<Future<number>> {
  const ended = Array.from({ length: count }, (_, n) => {
    const future = new Future<number>();
    future.setResult(n);
    return future;
  });
  return asCompleted([...ended, last]);
}

/** Called apart, so that nothing of it stays in a register of the test. */
async function take(
  completions: AsyncIterator<Future<number>, void>,
  collected: FinalizationRegistry<number>,
): Promise<void> {
  const { value } = await completions.next();
  collected.register(value as object, 0);
}

test('137: asCompleted lets go of the futures that it has given out', async () => {
  const last = new Future<number>();
  const completions = futures(last)[Symbol.asyncIterator]();
  let gone = 0;
  const collected = new FinalizationRegistry(() => (gone += 1));
  for (let n = 0; n < count; n++) await take(completions, collected);
  // An engine that looks for references on the stack may find one that is none.
  expect(await collectedUntil(() => gone >= count - 2)).toBe(true);
  last.setResult(count);
  expect(await (await completions.next()).value).toBe(count);
  expect((await completions.next()).done).toBe(true);
});
