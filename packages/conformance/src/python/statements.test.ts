import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor, type ESTree } from 'vite';
import { expect, test } from 'vitest';
import { abilities } from '../abilities.ts';
import { behaviours } from '../behaviours/index.ts';
import { countStatements } from './count.ts';
import { parts } from './parts.ts';

const root = new URL('../../../../', import.meta.url);
const statements = parts.flatMap((part) => part.statements);
const ids = new Set(behaviours.map(({ id }) => id));

/** The full names of the tests in a file, as `file > title > title`. */
function testsIn(file: string): Set<string> {
  const names = new Set<string>();
  const path = fileURLToPath(new URL(file, root));
  if (!existsSync(path)) return names;
  const around = [file];
  new Visitor({
    CallExpression(call) {
      const title = titleOf(call);
      if (title === undefined) return;
      around.push(title);
      names.add(around.join(' > '));
    },
    'CallExpression:exit'(call) {
      if (titleOf(call) !== undefined) around.pop();
    },
  }).visit(parseSync(path, readFileSync(path, 'utf8')).program);
  return names;
}

function titleOf({ callee, arguments: [first] }: ESTree.CallExpression): string | undefined {
  if (callee.type !== 'Identifier' || !['describe', 'test', 'it'].includes(callee.name)) return;
  return first?.type === 'Literal' && typeof first.value === 'string' ? first.value : undefined;
}

test('there are 280, numbered from 1 without a gap', () => {
  expect(statements.map(({ number }) => number)).toEqual(
    Array.from({ length: 280 }, (_, index) => index + 1),
  );
  expect(parts.map(({ letter }) => letter).join('')).toBe('ABCDEFGHIJKLMNOPQRST');
});

test('the counts of all states make up the total', () => {
  const { total, shown, impossible, different, open } = countStatements();
  expect(total).toBe(280);
  expect(shown + impossible + different + open).toBe(total);
});

test('everything that is said to show a statement exists', () => {
  const missing: string[] = [];
  const known = new Map<string, Set<string>>();
  for (const { number, state } of statements) {
    if (state === 'open' || !('shown' in state)) continue;
    for (const name of state.shown ?? []) {
      const [file = ''] = name.split(' > ');
      const tests = known.get(file) ?? (file.endsWith('.ts') ? testsIn(file) : ids);
      known.set(file, tests);
      if (!tests.has(name)) missing.push(`${number}: ${name}`);
    }
    if ('shown' in state && state.shown?.length === 0) missing.push(`${number}: nothing shows it`);
  }
  expect(missing).toEqual([]);
});

test('what is impossible names an ability that is probed', () => {
  for (const { number, state } of statements) {
    if (state !== 'open' && 'impossible' in state)
      expect(abilities, `${number}`).toHaveProperty(state.impossible);
  }
});
