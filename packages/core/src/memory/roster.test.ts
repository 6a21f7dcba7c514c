import { expect, test } from 'vitest';
import { installPlatform, platform } from '../realm.ts';
import { Agent } from './agent.ts';
import { longestName } from './layout.ts';
import { Memory } from './memory.ts';
import { isRunning, list, listed, nameOf, noteEnded, rename, renamings } from './roster.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });
const memory = Memory.create();

test('a thread is listed from when its ident is known until it has ended', () => {
  const one = Agent.enlist(memory, 'bank.deposit (one)');
  expect(listed(memory)).toEqual([]);
  list(memory, one, { ident: 7, daemon: true }, 'bank.deposit ('.length);
  expect(listed(memory)).toEqual([{ ...one, ident: 7, daemon: true }]);
  expect([nameOf(memory, one), isRunning(memory, one)]).toEqual(['one', true]);
  noteEnded(memory, one);
  expect([listed(memory), isRunning(memory, one)]).toEqual([[], false]);
  Agent.dismiss(memory, one);
  const next = Agent.enlist(memory, 'next');
  expect([next.thread, isRunning(memory, one), listed(memory)]).toEqual([one.thread, false, []]);
  list(memory, next, { ident: 8, daemon: false });
  expect([isRunning(memory, one), isRunning(memory, next)]).toEqual([false, true]);
  Agent.dismiss(memory, next);
});

test('one that died is listed no longer, though its number is not given back yet', () => {
  const one = Agent.enlist(memory, 'one');
  list(memory, one, { ident: 9, daemon: false });
  Agent.bury(memory, one);
  expect([listed(memory), isRunning(memory, one)]).toEqual([[], false]);
  Agent.dismiss(memory, one);
});

test('a name is given again and again, and takes no more memory for that', () => {
  const text = 'bank.deposit (one)';
  const one = Agent.enlist(memory, text);
  list(memory, one, { ident: 10, daemon: false }, 'bank.deposit ('.length);
  for (let n = 0; n < 1000; n++) rename(memory, one, `name ${n}`);
  const { length } = memory.words;
  for (let n = 0; n < 10_000; n++) rename(memory, one, `name ${n} (${n})`);
  expect([nameOf(memory, one), renamings(memory, one), memory.words.length]).toEqual([
    'name 9999 (9999)',
    11_000,
    length,
  ]);
  rename(memory, one, 'x'.repeat(2 * longestName));
  expect(nameOf(memory, one)).toBe('x'.repeat(longestName - 'bank.deposit ('.length));
  Agent.dismiss(memory, one);
});
