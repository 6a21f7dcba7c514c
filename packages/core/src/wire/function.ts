import { InvalidHandleError } from '../errors.ts';

/** Where a function is to be found that a task module names: the same in every thread. */
export interface FunctionReference {
  readonly id: string;
  readonly key: string;
  readonly url: string;
}

/** What task modules know of their functions; see thread/tasks.ts. */
export interface Functions {
  referenceOf(fn: unknown): FunctionReference | undefined;
  taskOf(reference: FunctionReference): ((...args: never[]) => unknown) | undefined;
}

let functions: Functions | undefined;

/** Lets functions that task modules name go with what is handed over. */
export function nameFunctions(by: Functions): void {
  functions = by;
}

/** How this function crosses; undefined: it cannot. */
export function referenceOfFunction(fn: unknown): FunctionReference | undefined {
  return functions?.referenceOf(fn);
}

/** @throws InvalidHandleError if this thread has not imported its module. */
export function functionOf(reference: FunctionReference, action: string): () => unknown {
  const fn = functions?.taskOf(reference);
  if (fn !== undefined) return fn as () => unknown;
  const { id, key, url } = reference;
  throw new InvalidHandleError(
    `${action}: this thread does not know the task ${id}.${key}; import ${url} here before`,
  );
}
