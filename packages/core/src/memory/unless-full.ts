import { MemoryFullError } from '../errors.ts';

/** For what only serves messages and the wait-for graph: a wait that they cannot show still ends as any other. */
export function unlessFull<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (error instanceof MemoryFullError) return undefined;
    throw error;
  }
}
