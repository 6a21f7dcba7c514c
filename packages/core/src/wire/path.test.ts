import { expect, test } from 'vitest';
import { Inside, pathOf } from './path.ts';

test.each([
  [[], 'args'],
  [[0, 'onDone'], 'args[0].onDone'],
  [[0, 'a', 'b c'], 'args[0].a["b c"]'],
  [['12', '', 'ä', '1a'], 'args[12][""].ä["1a"]'],
  [[new Inside('value', 'k'), 'x'], 'args.get("k").x'],
  [[new Inside('value', 5n)], 'args.get(5n)'],
  [[new Inside('value', {})], 'args.get(…)'],
  [[0, new Inside('key')], 'key of args[0]'],
  [[new Inside('element'), 'x', new Inside('key')], 'key of (element of args).x'],
  [[new Inside('key'), new Inside('key')], 'key of (key of args)'],
])('path %#', (steps, expected) => {
  expect(pathOf('args', steps)).toBe(expected);
});
