import { describe, expect, test } from 'vitest';
import { CancelledError, InvalidArgumentError } from '../errors.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { gather } from './gather.ts';
import { shield } from './shield.ts';
import { spawn } from './spawn.ts';
import type { Coroutine, Task } from './task.ts';
import { withTimeout } from './timeout.ts';

const turn = (): Task<void> => spawn(() => {});

describe('194: cancelling whoever waits for a shield', () => {
  test('is heard there at once, while the inner one goes on', async () => {
    const gate = new Gate();
    const inner = spawn(() => gate.pass());
    const outer = spawn(function* () {
      yield* shield(inner);
    });
    await turn();
    outer.cancel('enough');
    await expect(outer).rejects.toMatchObject({ name: 'CancelledError', cause: 'enough' });
    expect([inner.state, inner.cancelling]).toEqual(['waiting', 0]);
    gate.admit(7);
    expect(await inner).toBe(7);
  });

  test('keeps off a cancellation that comes through a gather, and through a time limit', async () => {
    const gate = new Gate();
    const inner = spawn(() => gate.pass());
    const outer = spawn(function* () {
      yield* gather([shield(inner)]);
    });
    await turn();
    outer.cancel();
    await expect(outer).rejects.toThrow(CancelledError);
    await expect(withTimeout(0, shield(inner))).rejects.toThrow('timed out after 0 ms');
    expect(inner.cancelling).toBe(0);
    gate.admit(7);
    expect(await inner).toBe(7);
  });

  test('leaves a later failure of the inner one to the host', async () => {
    const gate = new Gate();
    const error = new Error('nobody is there any more');
    const reported = await unhandledIn(async () => {
      const inner = spawn(() => gate.pass());
      const outer = spawn(function* () {
        yield* shield(inner);
      });
      await turn();
      outer.cancel();
      await outer.catch(() => {});
      gate.turnAway(error);
    });
    expect(reported).toEqual([error]);
  });
});

test('195: cancelling the inner one of a shield cancels the outer', async () => {
  const inner = spawn(() => sleep(Infinity));
  const outer = spawn(function* () {
    yield* shield(inner);
  });
  await turn();
  inner.cancel('inner');
  await expect(outer).rejects.toMatchObject({ name: 'CancelledError', cause: 'inner' });
  expect([outer.state, outer.cancelling]).toEqual(['cancelled', 0]);
});

test('passes a value and a failure on, of an operation or a promise', async () => {
  expect(await shield(spawn(() => 1))).toBe(1);
  expect(await shield(Promise.resolve(2))).toBe(2);
  const failed = spawn(() => {
    throw undefined;
  });
  expect(await shield(failed).catch((error: unknown) => [error])).toEqual([undefined]);
});

test('cleanup in finally is shielded from a second cancellation', async () => {
  const gate = new Gate();
  const log: string[] = [];
  const save = function* (): Coroutine<void> {
    yield* gate.pass();
    log.push('saved');
  };
  const outer = spawn(function* () {
    try {
      yield* sleep(Infinity);
    } finally {
      const saving = spawn(save);
      try {
        yield* shield(saving);
      } catch {
        log.push('asked again');
        yield* saving;
      }
    }
  });
  await turn();
  outer.cancel();
  await turn();
  outer.cancel();
  await turn();
  gate.admit(1);
  await expect(outer).rejects.toThrow(CancelledError);
  expect(log).toEqual(['asked again', 'saved']);
});

test('left behind, it is withdrawn with the operation in it, whatever was begun after it', async () => {
  const gate = new Gate();
  const task = spawn(function* () {
    yield* sleep(0);
    void shield(gate.pass());
    void gate.pass();
    void gate.pass();
  });
  await task;
  for (const ticket of [1, 2, 3]) gate.admit(ticket);
  expect([gate.tickets, gate.waiting]).toEqual([3, 0]);
});

test('bad input: nothing to wait for', () => {
  for (const source of [undefined, 5, () => {}]) {
    expect(() => shield(source as never)).toThrow(InvalidArgumentError);
  }
});
