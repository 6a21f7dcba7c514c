import { expect, test } from 'vitest';
import { probeAbilities } from './abilities.ts';

test('a runtime outside of browsers has every ability', async () => {
  expect(await probeAbilities()).toEqual({
    threads: true,
    sharedMemory: true,
    blocking: true,
    asyncContext: true,
    endOfProgram: true,
    endOfThread: true,
    threadsBelow: true,
    memoryLimit: true,
    processes: true,
  });
});

test('a probe that finds nothing says so', async () => {
  const memory = globalThis.SharedArrayBuffer;
  Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
  try {
    expect(await probeAbilities()).toMatchObject({ sharedMemory: false, blocking: false });
  } finally {
    globalThis.SharedArrayBuffer = memory;
  }
});
