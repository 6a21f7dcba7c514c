import type { Inside } from '@heddle/core/internal';
import { setCurrentProcess, type CurrentProcess } from './current.ts';
import { Process } from './process.ts';

/** The object inside of the process: the class of Process makes it, and no constructor of the subclass is called again. */
export function objectInside(
  type: abstract new (...args: never[]) => unknown,
  inside: Inside,
  fields: unknown,
): { run(): unknown } {
  const object = Reflect.construct(Process, [inside], type) as Process;
  setCurrentProcess(Object.assign(object, fields) as unknown as CurrentProcess);
  return object;
}
