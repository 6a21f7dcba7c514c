import { expect, test } from 'vitest';
import { tokenize } from './search.ts';

test('words are split at spaces and punctuation', () => {
  expect(tokenize('await queue.get(), then `lock.release()`')).toEqual([
    'await',
    'queue',
    'get',
    'then',
    'lock',
    'release',
  ]);
});

test('Chinese is split into words, though it has no spaces', () => {
  expect(tokenize('获取锁，队列已满')).toEqual(expect.arrayContaining(['获取', '锁', '队列']));
});

test('its source works by itself, as VitePress hands it to the page', () => {
  const alone = new Function(`return ${tokenize.toString()}`)() as typeof tokenize;
  expect(alone('死锁 deadlock')).toEqual(tokenize('死锁 deadlock'));
});
