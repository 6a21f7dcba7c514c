import { expect, test } from 'vitest';
import { installPlatform, platform } from '../realm.ts';
import { kindOf } from '../wire/kind.ts';
import { Queue } from './queue.ts';
import { shareQueues } from './share.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });
shareQueues();
test('long then short', () => {
  const queue = new Queue<string>();
  kindOf(queue)!.toHandle(queue);
  queue.tryPut('a'.repeat(5000));
  queue.tryPut('short');
  expect(queue.tryGet()).toHaveLength(5000);
  expect(queue.tryGet()).toBe('short');
});
