import { expect, test } from 'vitest';
import { shareLocks } from '../lock/share.ts';
import { thisAgent } from '../memory/agent.ts';
import { kindAt } from '../memory/allocate.ts';
import { collectedUntil } from '../collecting.fixture.ts';
import { kinds } from '../memory/layout.ts';
import { installPlatform, platform } from '../realm.ts';
import { decode, encode } from '../wire/value.ts';
import { SharedArray } from './shared-array.ts';
import { shareValues } from './share.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });
shareLocks();
shareValues();

/** An array that was handed to another thread which let go of it: its slot, and its view. */
function shared(): { slot: number; view: Float64Array } {
  const numbers = new SharedArray('f64', [1, 2, 3]);
  decode(encode(numbers, 'object'));
  return { slot: thisAgent().known.slotOf(numbers)!, view: numbers.view };
}

/** Called apart, so that nothing of it stays in a register of the test. */
function dropped(): number {
  return shared().slot;
}

test('the memory of an array is not given back while its view is in use', async () => {
  const { memory } = thisAgent();
  const holdsArray = (slot: number): boolean => kindAt(memory, slot) === kinds.array;
  const { slot, view } = shared();
  const other = dropped();
  expect(await collectedUntil(() => !holdsArray(other))).toBe(true);
  expect(holdsArray(slot)).toBe(true);
  expect([...view]).toEqual([1, 2, 3]);
});
