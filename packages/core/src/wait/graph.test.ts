import { expect, test } from 'vitest';
import { findCycle } from './graph.ts';
import type { Holder } from './holder.ts';
import type { Wait, Waitable } from './wait.ts';

interface Flow extends Holder {
  blockedOn: Wait | undefined;
}

function flow(name: string): Flow {
  return { describe: () => name, blockedOn: undefined, slot: 0 };
}

function held(name: string, holder: Holder | undefined): Waitable {
  return { describe: () => name, holder, withdraw: () => true };
}

function block(who: Flow, target: Waitable): Wait {
  return (who.blockedOn = {
    target,
    verb: 'acquire',
    owner: who,
    turn: 0,
    finite: false,
    before: undefined,
    after: undefined,
  });
}

test('who waits for what it holds itself is a cycle of one', () => {
  const a = flow('a');
  expect(findCycle(block(a, held('X', a)), a)).toEqual([
    { holder: 'a', holds: 'X', waitsFor: 'X' },
  ]);
});

test('a cycle begins with the one that closes it, and each link waits for what the next one holds', () => {
  const [a, b, c] = [flow('a'), flow('b'), flow('c')];
  const [x, y, z] = [held('X', a), held('Y', b), held('Z', c)];
  block(a, y);
  block(b, z);
  expect(findCycle(block(c, x), c)).toEqual([
    { holder: 'c', holds: 'Z', waitsFor: 'X' },
    { holder: 'a', holds: 'X', waitsFor: 'Y' },
    { holder: 'b', holds: 'Y', waitsFor: 'Z' },
  ]);
});

test('a chain that ends with a holder who goes on is no cycle', () => {
  const [a, b] = [flow('a'), flow('b')];
  block(a, held('Y', b));
  const c = flow('c');
  expect(findCycle(block(c, held('X', a)), c)).toBeUndefined();
});

test('a chain that ends with something whose holder is unknown is no cycle', () => {
  const [a, c] = [flow('a'), flow('c')];
  block(a, held('queue', undefined));
  expect(findCycle(block(c, held('X', a)), c)).toBeUndefined();
});

test('a cycle of others is not that of one who waits for a part of it, and the search ends', () => {
  const [a, b, c] = [flow('a'), flow('b'), flow('c')];
  block(a, held('Y', b));
  block(b, held('X', a));
  expect(findCycle(block(c, held('X', a)), c)).toBeUndefined();
});

test('the search ends however long the way to a cycle of others is, and however long that', () => {
  for (let way = 0; way < 6; way++) {
    for (let length = 1; length < 6; length++) {
      const others = Array.from({ length: way + length }, (_, index) => flow(`t${index}`));
      others.forEach((other, index) => {
        const next = others[index + 1] ?? others[way]!;
        block(other, held(`X${index}`, next));
      });
      const last = flow('last');
      expect(findCycle(block(last, held('Y', others[0])), last)).toBeUndefined();
    }
  }
});
