import { expect, test } from 'vitest';
import { ShutDownError } from '../errors.ts';
import type { ToService } from '../thread/call-messages.ts';
import { encode } from '../wire/value.ts';
import { InnerCalls } from './inner-calls.ts';
import { script } from './pool.fixture.ts';

const reference = { id: 'inner-calls-test', key: 'echo', url: '' };

test('a call that comes after shutdown is refused as such, and a call that fails is not', async () => {
  const { pool, workers, submit } = script({ tasksPerWorker: 2 });
  submit('outer');
  const worker = workers[0]!.ready();
  worker.begin();
  const replies: ToService[] = [];
  const inner = new InnerCalls(pool, pool.members[0]!, (reply) => void replies.push(reply));
  const how = { priority: 0, timeout: Infinity, grace: 1000 };
  const call = (number: number): void =>
    inner.receive({
      type: 'submit',
      call: { number, reference, args: encode([number], 'args'), ...how },
    });

  call(1);
  void pool.shutdown(false, false);
  call(2);
  expect(replies).toMatchObject([{ type: 'results', isRefusal: true }]);
  worker.begin();
  worker.end('outer');
  worker.end(new ShutDownError('of a queue'), 'threw');
  expect(replies[1]).toMatchObject({ type: 'results', isRefusal: false });
});

test('who waits for a call waits no longer when it has ended, though its number is used again', () => {
  const { pool, workers, submit } = script({ tasksPerWorker: 4 });
  submit('outer');
  const worker = workers[0]!.ready();
  worker.begin();
  const replies: ToService[] = [];
  const inner = new InnerCalls(pool, pool.members[0]!, (reply) => void replies.push(reply));
  pool.members[0]!.inner = inner;
  const call = (value: string): void => {
    const args = encode([value], 'args');
    const how = { priority: 0, timeout: Infinity, grace: 1000 };
    inner.receive({ type: 'submit', call: { number: 0, reference, args, ...how } });
  };
  const waiting = (): unknown[] => inner.waits.map(({ by, number }) => [by, number]);

  call('first');
  inner.receive({ type: 'waits', by: 5, number: 0 });
  expect(waiting()).toEqual([[5, 0]]);
  worker.begin();
  worker.end('outer');
  worker.end('first');
  expect(replies.at(-1)!.type).toBe('results');
  expect(waiting()).toEqual([]);

  call('second');
  expect(waiting()).toEqual([]);
  inner.receive({ type: 'waits', by: 7, number: 0 });
  expect(waiting()).toEqual([[7, 0]]);
  worker.run();
  // What was on its way when the call ended.
  inner.receive({ type: 'waits', by: 8, number: 0 });
  call('third');
  expect(waiting()).toEqual([]);
});
