import { afterEach, expect, test } from 'vitest';
import type { WorkerLink } from '../platform.ts';
import {
  childChanged,
  childGone,
  childrenGone,
  childStarted,
  endChildren,
  hasChildren,
  type Child,
} from './children.ts';

interface Made extends Child {
  holds: boolean;
  readonly ended: boolean;
}

const made: Made[] = [];

function child(holds: boolean): Made {
  let ended = false;
  const link: WorkerLink = {
    send: () => {},
    onMessage: () => {},
    onEnd: () => {},
    terminate: () => void (ended = true),
  };
  const one: Made = {
    link,
    holds,
    get ended() {
      return ended;
    },
  };
  made.push(one);
  childStarted(one);
  return one;
}

afterEach(() => {
  for (const one of made.splice(0)) childGone(one);
});

test('a thread stays for the children that hold it, and for no others', async () => {
  child(false);
  expect(hasChildren()).toBe(false);
  await childrenGone();
  const [a, b] = [child(true), child(true)];
  let gone = false;
  const waiting = childrenGone().then(() => (gone = true));
  childGone(a);
  await Promise.resolve();
  expect([hasChildren(), gone]).toEqual([true, false]);
  childGone(b);
  await waiting;
  expect(hasChildren()).toBe(false);
});

test('a child that holds no longer is not waited for, and one that holds again is', async () => {
  const worker = child(true);
  const waiting = childrenGone();
  worker.holds = false;
  childChanged();
  await waiting;
  expect(hasChildren()).toBe(false);
  worker.holds = true;
  expect(hasChildren()).toBe(true);
});

test('all end with their creator, whether they hold or not', () => {
  const both = [child(true), child(false)];
  endChildren();
  expect(both.map(({ ended }) => ended)).toEqual([true, true]);
});
