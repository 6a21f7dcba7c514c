import process from 'node:process';
import { expect, test } from 'vitest';
import { PermissionError, ProcessStartError } from './errors.ts';
import { mayRun, mustBeThere } from './program.ts';

const look =
  (file: string, cwd?: string, path = process.env['PATH']) =>
  () =>
    mustBeThere(file, cwd, path, 'process "p"');

test('a program is there by its path, from its folder, or in PATH', () => {
  expect(look(process.execPath)).not.toThrow();
  expect(look(process.execPath, '/')).not.toThrow();
  expect(look('sh')).not.toThrow();
  expect(look('./sh', '/bin')).not.toThrow();
});

test('what is not there is named: a program, or the folder', () => {
  expect(look('/no/such/program')).toThrow(
    new ProcessStartError(
      'cannot start process "p": there is no program /no/such/program; is it installed?',
    ),
  );
  expect(look('sh', undefined, '/no/such/folder')).toThrow(
    new ProcessStartError(
      'cannot start process "p": there is no program sh; is it installed, and in PATH?',
    ),
  );
  expect(look('sh', undefined, '')).toThrow(ProcessStartError);
  expect(look('./sh', '/')).toThrow(ProcessStartError);
  expect(look('sh', '/no/such/folder')).toThrow(
    new ProcessStartError('cannot start process "p": there is no folder /no/such/folder'),
  );
  // A file is no folder.
  expect(look('sh', process.execPath)).toThrow(ProcessStartError);
});

test('what may not be run is refused', () => {
  expect(look('/dev/null')).toThrow(
    new PermissionError('cannot start process "p": /dev/null may not be run'),
  );
});

test('this program may run others', () => {
  expect(mayRun('sh', 'querySync')).toBe(true);
});
