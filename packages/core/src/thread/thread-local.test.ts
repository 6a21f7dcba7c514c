import { expect, expectTypeOf, test } from 'vitest';
import { CannotSendError, InvalidArgumentError, NoValueError } from '../errors.ts';
import { decode, encode } from '../wire/value.ts';
import { enableSharing } from './sharing.ts';
import { tasks } from './tasks.ts';
import { disposeThreadLocals, ThreadLocal } from './thread-local.ts';

enableSharing();
const work = tasks('work', import.meta.url, { make: (): string[] => ['made'] });

test('its value is made when it is first asked for, once', () => {
  let made = 0;
  const local = new ThreadLocal(() => ++made);
  expect(local.isSet).toBe(false);
  expect([local.value, local.value, made, local.isSet]).toEqual([1, 1, 1, true]);
  local.value = 5;
  expect([local.clear(), local.isSet, local.value]).toEqual([5, false, 2]);
  expectTypeOf(local.value).toBeNumber();
});

test('what fails to make one is called again by the next to ask', () => {
  let fails = true;
  const local = new ThreadLocal(() => {
    if (fails) throw new RangeError('not yet');
    return 'made';
  });
  expect(() => local.value).toThrow(RangeError);
  fails = false;
  expect(local.value).toBe('made');
});

test('72: without a value, and nothing to make one, it is an error; undefined is a value', () => {
  const local = new ThreadLocal<string | undefined>();
  expect(() => local.value).toThrow(NoValueError);
  local.value = undefined;
  expect([local.value, local.isSet]).toEqual([undefined, true]);
  expect(() => new ThreadLocal({} as never)).toThrow(InvalidArgumentError);
});

test('it crosses as itself, without its value, if a task makes that', () => {
  const local = new ThreadLocal(work.make);
  local.value.push('kept');
  expect(decode(encode({ local }, 'args'))).toEqual({ local });
  expect((decode(encode([local], 'args')) as unknown[])[0]).toBe(local);
  expect(() => encode([new ThreadLocal(() => 1)], 'args')).toThrow(CannotSendError);
  expect(() => structuredClone(local)).toThrow();
});

test('75: at the end of the thread values are disposed of, the last one first, whatever fails', async () => {
  const log: string[] = [];
  const [one, two, three, plain] = Array.from({ length: 4 }, () => new ThreadLocal<object>());
  plain!.value = {};
  one!.value = { [Symbol.dispose]: () => void log.push('one') };
  two!.value = {
    [Symbol.dispose]() {
      throw new RangeError('two');
    },
  };
  three!.value = { [Symbol.asyncDispose]: async () => void log.push('three') };
  const forgotten = new ThreadLocal<object>();
  forgotten.value = { [Symbol.dispose]: () => void log.push('forgotten') };
  forgotten.value = {};
  expect(await disposeThreadLocals()).toEqual([new RangeError('two')]);
  expect([log, one!.isSet, plain!.isSet]).toEqual([['three', 'one'], false, true]);
  expect(await disposeThreadLocals()).toEqual([]);
});
