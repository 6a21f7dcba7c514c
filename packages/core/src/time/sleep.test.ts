import { expect, test } from 'vitest';
import { InvalidArgumentError, TimeoutError } from '../errors.ts';
import { platform } from '../realm.ts';
import { sleep } from './sleep.ts';
import { VirtualClock } from './virtual-clock.ts';

test('a sleep ends when its time is over, and not before', async () => {
  const { now } = platform();
  const begun = now();
  await sleep(12);
  expect(now() - begun).toBeGreaterThan(11.99); // a sum of doubles may be a hair less
});

test('sleeps end in the order of their times, and those of the same time in the order of the calls', async () => {
  using _ = new VirtualClock({ autojump: true }); // by which all are begun at the same moment
  const log: string[] = [];
  const times: [string, number][] = [
    ['d', 9],
    ['b', 3],
    ['c', 3],
    ['a', 0],
  ];
  await Promise.all(times.map(([name, ms]) => sleep(ms).then(() => log.push(name))));
  expect(log).toEqual(['a', 'b', 'c', 'd']);
});

test('a sleep of 0 ends after the code that began it', async () => {
  const log: string[] = [];
  const slept = sleep(0).then(() => log.push('slept'));
  log.push('sync');
  await slept;
  expect(log).toEqual(['sync', 'slept']);
});

test.each([[-1], [NaN], ['5'], [undefined], [null], [5n]])(
  'a sleep of %o is refused at the call',
  (ms) => {
    expect(() => sleep(ms as never)).toThrow(InvalidArgumentError);
    expect(() => sleep(ms as never)).toThrow(
      /^sleep: ms must be a number of milliseconds from 0 up, got /,
    );
  },
);

test('a sleep can be given up by a timeout and by a signal', async () => {
  const late = await sleep(1000, { timeout: 2 }).catch((error: unknown) => error);
  expect(late).toBeInstanceOf(TimeoutError);
  expect(late).toMatchObject({
    message: 'sleep(1000) timed out after 2 ms: the time was not over',
  });
  const controller = new AbortController();
  const slept = sleep(Infinity, { signal: controller.signal });
  controller.abort('wake up');
  await expect(slept).rejects.toBe('wake up');
});

test('a sleep of 0 that was given up in the same turn stays given up', async () => {
  const controller = new AbortController();
  const slept = sleep(0, { signal: controller.signal });
  controller.abort('no');
  await expect(slept).rejects.toBe('no');
});
