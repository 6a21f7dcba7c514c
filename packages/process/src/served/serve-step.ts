import { InvalidHandleError } from '@heddle/core';
import type { Entry } from './handles.ts';

/**
 * Does a step of an object as its class says: calls a method, or reads or writes what is named by `get …` or `set …`.
 * @throws what the step throws; InvalidHandleError for one that is not served
 */
export function serveStep({ object, served }: Entry, step: string, args: unknown[]): unknown {
  if (Object.hasOwn(served.operations ?? {}, step) || served.calls?.includes(step) === true) {
    const method = Reflect.get(object, step) as (...given: unknown[]) => unknown;
    return method.apply(object, args);
  }
  const [verb, name = ''] = step.split(' ');
  const isField = served.fieldsOf?.(object).includes(name) === true;
  if (verb === 'get' && (isField || served.getters?.includes(name) === true)) {
    return Reflect.get(object, name) as unknown;
  }
  if (verb === 'set' && (isField || served.settable?.includes(name) === true)) {
    (object as Record<string, unknown>)[name] = args[0];
    return undefined;
  }
  throw new InvalidHandleError(`${step} of ${served.id} is not served to other processes`);
}
