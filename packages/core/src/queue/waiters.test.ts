import { expect, test } from 'vitest';
import { Queue } from './queue.ts';

// Several that are put together want more room than one: the only way in which one who waits may keep out another who
// could go.
test.each(['by its time', 'by a signal'])(
  'a putMany that is given up %s lets in what stood behind it and fits',
  async (how) => {
    const queue = new Queue<string>({ maxsize: 2 });
    queue.tryPut('a');
    const abort = new AbortController();
    const options = how === 'by a signal' ? { signal: abort.signal } : { timeout: 1 };
    const given = queue.putMany(['never', 'never'], options);
    const behind = queue.put('b');
    expect(queue.size).toBe(1);
    abort.abort(new RangeError('enough'));
    await expect(given).rejects.toThrow();
    await behind;
    expect([queue.tryGet(), queue.tryGet(), queue.tryGet()]).toEqual(['a', 'b', undefined]);
  },
);

test('one that is given up in the middle of the line changes nothing for the first', async () => {
  const queue = new Queue<string>({ maxsize: 2 });
  queue.tryPut('a');
  const abort = new AbortController();
  const first = queue.putMany(['b', 'c']);
  const middle = queue.put('never', { signal: abort.signal });
  abort.abort(new RangeError('enough'));
  await expect(middle).rejects.toThrow('enough');
  expect(queue.size).toBe(1);
  expect(queue.tryGet()).toBe('a');
  await first;
  expect([queue.tryGet(), queue.tryGet()]).toEqual(['b', 'c']);
});
