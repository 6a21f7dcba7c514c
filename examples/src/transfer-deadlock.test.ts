import { expect } from 'vitest';
import { numbersOf, onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('transfer-deadlock.ts', (lines) => {
  const careless = lines.filter((line) => line.startsWith('own first: '));
  expect(careless).toHaveLength(2);
  expect(careless).toContain('own first: transferred');
  // Which of the two gets the error is not said, nor where its cycle begins.
  const cycle = careless.find((line) => line.includes('waits for'));
  expect(cycle).toContain('transfers.ownFirst (teller 1) holds "ann" and waits for "bob"');
  expect(cycle).toContain('transfers.ownFirst (teller 2) holds "bob" and waits for "ann"');

  const [ann, bob, attempts] = numbersOf(
    lines,
    /^time limit: ann (-?\d+), bob (-?\d+), after (\d+) attempts$/,
  );
  expect([ann, bob]).toEqual([95, 105]);
  expect(attempts).toBeGreaterThan(1);
  expect(lines.slice(-2)).toEqual([
    'order by id: ann -4900, bob 5100, after 1000 transfers each way',
    'acquireAll: ann -4900, bob 5100, after 1000 transfers each way',
  ]);
});
