import { expect, test } from 'vitest';
import { InvalidArgumentError } from '../errors.ts';
import { tasks } from './tasks.ts';

const map = { add: (a: number, b: number) => a + b };

test('what is no address of a module is refused at once, and takes no id', () => {
  for (const url of ['', 'add', './add.ts', '/app/add.ts', 'C:\\app\\add.ts', 'app/a:b.ts']) {
    expect(() => tasks('math', url, { ...map })).toThrow(InvalidArgumentError);
    expect(() => tasks('math', url, { ...map })).toThrow(
      `tasks("math"): the second argument must be import.meta.url, where threads find the module, got ${JSON.stringify(url)}`,
    );
  }
  expect(() => tasks('math', undefined as never, { ...map })).toThrow(InvalidArgumentError);
  expect(tasks('math', 'file:///app/add.ts', map)).toBe(map);
});

test('addresses of every runtime are taken', () => {
  for (const [index, url] of [
    import.meta.url,
    'file:///C:/app/add.ts',
    'http://localhost:5173/add.ts?t=1',
    'blob:http://localhost/1b2',
    'data:text/javascript,export',
    'webpack-internal:///./add.ts',
  ].entries()) {
    expect(tasks(`math-${index}`, url, { ...map })).toHaveProperty('add');
  }
});
