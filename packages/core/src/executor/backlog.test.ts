import { expect, test } from 'vitest';
import { Backlog } from './backlog.ts';
import type { Call } from './call.ts';
import { script } from './pool.fixture.ts';

/** Calls in the order in which they are to be put there. */
function calls(...urgencies: number[]): Call<unknown>[] {
  const { submit } = script();
  return urgencies.map((priority, n) => submit(n, { priority }));
}

function all(backlog: Backlog): unknown[] {
  const values: unknown[] = [];
  for (let call = backlog.shift(); call !== undefined; call = backlog.shift()) {
    values.push(call.args![0]);
  }
  return values;
}

test('first come, first served', () => {
  const backlog = new Backlog(1000);
  for (const call of calls(0, 0, 0)) backlog.push(call);
  expect(backlog.size).toBe(3);
  expect([all(backlog), backlog.size]).toEqual([[0, 1, 2], 0]);
});

test('until one is more urgent: then by urgency, those that came before included', () => {
  const backlog = new Backlog(1000);
  for (const call of calls(0, 0, 5, -1, 0, 5)) backlog.push(call);
  expect(all(backlog)).toEqual([2, 5, 0, 1, 4, 3]);
});

test('what a worker had comes before all others, the last that was put back first', () => {
  const backlog = new Backlog(1000);
  const [a, b, c, d] = calls(0, 0, 9, 0);
  for (const call of [c!, d!]) backlog.push(call);
  for (const call of [b!, a!]) backlog.putBack(call);
  expect(backlog.size).toBe(4);
  expect(all(backlog)).toEqual([0, 1, 2, 3]);
});

test('one that has ended meanwhile is nobody’s turn, wherever it stands', () => {
  const backlog = new Backlog(1000);
  const [a, b, c, d] = calls(0, 0, 0, 0);
  for (const call of [b!, c!, d!]) backlog.push(call);
  backlog.putBack(a!);
  for (const call of [a!, c!]) {
    call._failQuietly(new Error('ended'));
    backlog.withdrawn();
  }
  expect(backlog.size).toBe(2);
  expect([all(backlog), backlog.size]).toEqual([[1, 3], 0]);
  expect(backlog.shift()).toBeUndefined();
});

test.each([0, 1])(
  'those that have ended do not pile up behind one that waits, of urgency %s',
  (urgency) => {
    const backlog = new Backlog(1000);
    let looks = 0;
    const call = (n: number): Call<unknown> => {
      const ended = {
        urgency,
        args: [n],
        get _settled() {
          looks++;
          return n > 0;
        },
      };
      return ended as unknown as Call<unknown>;
    };
    backlog.push(call(0));
    for (let n = 1; n <= 3000; n++) {
      backlog.push(call(n));
      backlog.withdrawn();
    }
    looks = 0;
    expect([backlog.size, all(backlog)]).toEqual([1, [0]]);
    expect(looks).toBeLessThan(1100);
  },
);
