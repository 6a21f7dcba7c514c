import { beforeEach, expect, test } from 'vitest';
import type { ToService } from '../thread/call-messages.ts';
import { encode } from '../wire/value.ts';
import { InnerCalls } from './inner-calls.ts';
import type { PoolMember } from './pool-member.ts';
import { script, type Script } from './pool.fixture.ts';

// Calls in threads that wait for calls which they have made in the same executor; what the threads say is said by the test.

const reference = { id: 'self-wait-test', key: 'echo', url: '' };

let made: Script;
let replies: ToService[][];

/** As many workers as there may be, each with a call that keeps it. */
function kept(maxWorkers: number): void {
  made = script({ maxWorkers });
  replies = [];
  for (let n = 0; n < maxWorkers; n++) {
    made.submit(`outer ${n}`);
    made.workers[n]!.ready().begin();
    const member = made.pool.members[n]!;
    const mine: ToService[] = [];
    replies.push(mine);
    member.inner = new InnerCalls(made.pool, member, (reply) => void mine.push(reply));
  }
}

beforeEach(() => kept(2));

/** The call of a worker makes another one, and waits for it. */
function waits(by: number): void {
  const { inner } = made.pool.members[by]!;
  const call = { number: 0, reference, args: encode([`inner ${by}`], 'args'), priority: 0 };
  inner!.receive({ type: 'submit', call: { ...call, timeout: Infinity, grace: 1000 } });
  inner!.receive({ type: 'waits', by: 0, number: 0 });
}

const last = (by: number): ToService | undefined => replies[by]!.at(-1);
const asked = (by: number): number => {
  const message = last(by);
  if (message?.type !== 'confirm') throw new Error('it was not asked');
  return message.round;
};

function confirms(by: number, isTrue: boolean, round: number = asked(by)): void {
  const member: PoolMember = made.pool.members[by]!;
  member.inner!.receive({ type: 'confirmed', round, isTrue });
}

test('nobody is asked while one of the workers goes on', () => {
  waits(0);
  expect(replies).toEqual([[], []]);
});

test('when all wait, all are asked; when all confirm it, one is told who waits for what', () => {
  waits(0);
  waits(1);
  confirms(0, true);
  expect(last(0)!.type).toBe('confirm');
  confirms(1, true);
  const cycle = ['outer 0', 'outer 1'].map((_, n) => ({
    holder: `echo (p_${n})`,
    holds: 'a worker of executor "p"',
    waitsFor: 'the call of echo in executor "p", for which no worker is left',
  }));
  expect(last(1)).toEqual({ type: 'deadlock', wait: { by: 0, number: 0 }, cycle });
  expect(last(0)!.type).toBe('confirm');
});

test('nobody is told if one of them goes on meanwhile, or answers what was asked before', () => {
  waits(0);
  waits(1);
  const first = asked(0);
  confirms(1, false);
  confirms(0, true, first);
  made.pool.suspects();
  expect(asked(0)).toBeGreaterThan(first);
  confirms(0, true, first);
  confirms(1, true);
  expect([last(0)!.type, last(1)!.type]).toEqual(['confirm', 'confirm']);
  confirms(0, true);
  expect(last(0)!.type).toBe('deadlock');
});

test('nobody is told if what one waits for has ended since it was asked', () => {
  waits(0);
  waits(1);
  confirms(0, true);
  const { inner } = made.pool.members[0]!;
  inner!.receive({ type: 'goesOn', by: 0, number: 0 });
  confirms(1, true);
  expect(last(1)!.type).toBe('confirm');
});

test('nobody is asked while there could be another worker', () => {
  made = script({ maxWorkers: 2 });
  replies = [[]];
  made.submit('outer');
  made.workers[0]!.ready().begin();
  const member = made.pool.members[0]!;
  member.inner = new InnerCalls(made.pool, member, (reply) => void replies[0]!.push(reply));
  const call = { number: 0, reference, args: encode(['inner'], 'args'), priority: 0 };
  member.inner.receive({ type: 'submit', call: { ...call, timeout: Infinity, grace: 1000 } });
  member.inner.receive({ type: 'waits', by: 0, number: 0 });
  expect([made.workers.length, replies]).toEqual([2, [[]]]);
});
