import { expect, test } from 'vitest';
import { InvalidStateError } from '../errors.ts';
import { requireLoaded, whileLoading } from './current.ts';

test('what the module of a task starts while it is loaded is refused, and may be started afterwards', async () => {
  const starting = whileLoading(() => Promise.resolve().then(() => requireLoaded('process "p"')));
  const refused = await starting.catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(InvalidStateError);
  // Nothing of Heddle's has started this thread, so it is the first one of a process.
  expect((refused as Error).message).toBe(
    'cannot start process "p": this process is still loading the module of its task, which would start it in every process again; ' +
      'put what only the program itself shall do behind if (isMainThread)',
  );
  expect(() => requireLoaded('process "p"')).not.toThrow();
});
