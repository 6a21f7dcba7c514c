import { expect, test } from 'vitest';
import { isOfLoader } from './loader-error.ts';

const withCode = (error: Error, code: string): Error => Object.assign(error, { code });
const named = (name: string): Error => Object.assign(new Error('it is not there'), { name });

test('a module that is not there is a failure of the loader, as each runtime tells it', () => {
  for (const error of [
    withCode(new Error("Cannot find module '/app/math.js'"), 'ERR_MODULE_NOT_FOUND'),
    withCode(new Error('Only URLs with a scheme in'), 'ERR_UNSUPPORTED_ESM_URL_SCHEME'),
    withCode(new TypeError('Module not found "file:///app/math.js".'), 'ERR_MODULE_NOT_FOUND'),
    named('ResolveMessage'),
    named('BuildMessage'),
    new TypeError('Failed to fetch dynamically imported module: http://localhost/math.js'),
    new TypeError('error loading dynamically imported module: http://localhost/math.js'),
    new TypeError('Importing a module script failed.'),
  ]) {
    expect([error.message, isOfLoader(error)]).toEqual([error.message, true]);
  }
});

test('what a module throws by itself is none', () => {
  for (const error of [
    new Error('no key was set'),
    new TypeError('undefined is not a function'),
    new SyntaxError('Unexpected token'),
    withCode(new Error('no such file'), 'ENOENT'),
    'a text',
    undefined,
  ]) {
    expect([error, isOfLoader(error)]).toEqual([error, false]);
  }
});
