import type { AtomicOps } from '../memory/atomics.ts';
import type { Access } from './step.ts';

/** Makes one access, and gives its result. */
export type MakeAccess = (
  name: Access['name'],
  index?: number,
  value?: number,
  other?: number,
  ready?: () => boolean,
) => unknown;

/** The operations of which each is a step. `onRing` is told who is to be called when the bell that was asked for rings. */
export function atomicsOf(access: MakeAccess, onRing: (callback: () => void) => void): AtomicOps {
  const ring = { then: onRing } as unknown as PromiseLike<unknown>;
  return {
    load: (_, index) => access('load', index) as number,
    store: (_, index, value) => access('store', index, value) as number,
    add: (_, index, value) => access('add', index, value) as number,
    or: (_, index, value) => access('or', index, value) as number,
    and: (_, index, value) => access('and', index, value) as number,
    exchange: (_, index, value) => access('exchange', index, value) as number,
    compareExchange: (_, index, expected, value) =>
      access('compareExchange', index, expected, value) as number,
    notify: (_, index, count = Infinity) => access('notify', index, count) as number,
    wait: (_, index, value, timeout = Infinity) => access('wait', index, value, timeout) as 'ok',
    waitAsync: (_, index, value) =>
      access('waitAsync', index, value) === true
        ? { async: true, value: ring }
        : { async: false, value: 'not-equal' },
  };
}
