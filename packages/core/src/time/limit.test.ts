import { describe, expect, test, vi } from 'vitest';
import { InvalidArgumentError, TimeoutError } from '../errors.ts';
import type { Signal, WaitOptions } from '../operation/operation.ts';
import type { Pending } from '../operation/pending.ts';
import { platform } from '../realm.ts';
import { Gate } from './gate.fixture.ts';

describe('timeout', () => {
  test.each([[-1], [-Infinity], [NaN], ['5'], [null], [5n], [{}]])(
    '%o is refused at the call, and nothing has changed',
    (timeout) => {
      const gate = new Gate();
      gate.admit(1);
      expect(() => gate.pass({ timeout } as never)).toThrow(InvalidArgumentError);
      expect(() => gate.pass({ timeout } as never)).toThrow(
        /^pass through the gate: timeout must be a number of milliseconds from 0 up, got /,
      );
      expect([gate.tickets, gate.waiting]).toEqual([1, 0]);
    },
  );

  test.each([[100], ['5'], [true], [null], [() => 5]])(
    'options that are no object (%o) are refused at the call',
    (options) => {
      const gate = new Gate();
      expect(() => gate.pass(options as never)).toThrow(InvalidArgumentError);
      expect(() => gate.pass(options as never)).toThrow(
        /^pass through the gate: options must be an object, got /,
      );
      expect(gate.waiting).toBe(0);
    },
  );

  test('0 asks once: what is there is taken, and what is not there is not waited for', async () => {
    const gate = new Gate();
    gate.admit(1);
    expect(await gate.pass({ timeout: 0 })).toBe(1);
    await expect(gate.pass({ timeout: 0 })).rejects.toThrow(TimeoutError);
    expect(gate.waiting).toBe(0);
  });

  test.each<[WaitOptions]>([[{ timeout: Infinity }], [{ timeout: undefined }], [{}]])(
    '%o waits without end, and is an edge in the wait-for graph',
    async (options) => {
      const gate = new Gate();
      const pass = gate.pass(options) as Pending<number>;
      expect(pass.finite).toBe(false);
      gate.admit(7);
      expect(await pass).toBe(7);
    },
  );

  test('its error names the action, the limit and what was there, and the wait has left the line', async () => {
    const gate = new Gate();
    const error = await gate.pass({ timeout: 5 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({
      code: 'HEDDLE_TIMEOUT',
      timeout: 5,
      message: 'pass through the gate timed out after 5 ms: 1 wait',
    });
    expect(gate.waiting).toBe(0);
  });

  test('a wait that timed out takes nothing, and the others keep their places', async () => {
    const gate = new Gate();
    const first = gate.pass();
    const late = gate.pass({ timeout: 1 });
    const last = gate.pass();
    await expect(late).rejects.toThrow(TimeoutError);
    gate.admit(1);
    gate.admit(2);
    gate.admit(3);
    expect(await Promise.all([first, last])).toEqual([1, 2]);
    expect(gate.tickets).toBe(1);
  });

  test('a wait that ended in time does not time out afterwards', async () => {
    const gate = new Gate();
    const early = gate.pass({ timeout: 2 });
    gate.admit(1);
    await expect(gate.pass({ timeout: 4 })).rejects.toThrow(TimeoutError);
    expect(await early).toBe(1);
  });

  test('a wait that ended in time leaves no timer behind, which would hold the program open', () => {
    const set = vi.spyOn(platform(), 'setTimer');
    const clear = vi.spyOn(platform(), 'clearTimer');
    const gate = new Gate();
    const pass = gate.pass({ timeout: 60_000 });
    gate.admit(1);
    expect(pass._settled).toBe(true);
    expect(set).toHaveBeenCalledTimes(1);
    expect(clear).toHaveBeenCalledWith(set.mock.results[0]!.value);
    vi.restoreAllMocks();
  });

  test('nothing comes of a grant after the time is over', async () => {
    const gate = new Gate();
    const pass = gate.pass({ timeout: 1 });
    await expect(pass).rejects.toThrow(TimeoutError);
    expect(pass._resolve(1)).toBe(false);
    await expect(pass).rejects.toThrow(TimeoutError);
  });
});

describe('signal', () => {
  test.each([[null], [1], ['abort'], [{}], [{ aborted: true }], [new AbortController()]])(
    '%o is no AbortSignal and refused at the call',
    (signal) => {
      const gate = new Gate();
      expect(() => gate.pass({ signal } as never)).toThrow(InvalidArgumentError);
      expect(() => gate.pass({ signal } as never)).toThrow(/signal must be an AbortSignal, got /);
      expect(gate.waiting).toBe(0);
    },
  );

  test('an aborted one is looked at before what is there: its reason is thrown and nothing taken', async () => {
    const gate = new Gate();
    gate.admit(1);
    const reason = new Error('changed my mind');
    await expect(gate.pass({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(gate.tickets).toBe(1);
  });

  test('a bad timeout is told even if the signal was aborted', () => {
    const gate = new Gate();
    expect(() => gate.pass({ timeout: NaN, signal: AbortSignal.abort() })).toThrow(
      InvalidArgumentError,
    );
  });

  test('one that is aborted later gives the wait up with its reason, whatever that is', async () => {
    for (const reason of [new Error('enough'), 'a string', 0, null]) {
      const gate = new Gate();
      const controller = new AbortController();
      const given = gate.pass({ signal: controller.signal });
      const other = gate.pass();
      controller.abort(reason);
      await expect(given).rejects.toBe(reason);
      gate.admit(1);
      expect(await other).toBe(1);
    }
  });

  test('an abort after the grant changes nothing', async () => {
    const gate = new Gate();
    const controller = new AbortController();
    const pass = gate.pass({ signal: controller.signal });
    gate.admit(1);
    controller.abort();
    expect(await pass).toBe(1);
  });

  test('an abort before the grant in the same turn wins, and the ticket goes to the next', async () => {
    const gate = new Gate();
    const controller = new AbortController();
    const pass = gate.pass({ signal: controller.signal });
    controller.abort('gone');
    gate.admit(1);
    await expect(pass).rejects.toBe('gone');
    expect(gate.tickets).toBe(1);
  });

  test.each<[string, (gate: Gate, controller: AbortController) => void]>([
    ['a grant', (gate) => gate.admit(1)],
    ['a failure', (gate) => gate.turnAway('no')],
    ['an abort', (_, controller) => controller.abort()],
  ])('after %s the wait has no listener left', async (_, end) => {
    const gate = new Gate();
    const controller = new AbortController();
    const signal: Signal = controller.signal;
    const add = vi.spyOn(signal, 'addEventListener');
    const remove = vi.spyOn(signal, 'removeEventListener');
    const pass = gate.pass({ signal });
    end(gate, controller);
    await pass.catch(() => undefined);
    expect(add).toHaveBeenCalledTimes(1);
    expect(remove.mock.calls).toEqual([['abort', add.mock.calls[0]![1]]]);
  });

  test('one that could settle at the call never listens', () => {
    const gate = new Gate();
    gate.admit(1);
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, 'addEventListener');
    gate.pass({ signal });
    expect(add).not.toHaveBeenCalled();
  });

  test('of a timeout and a signal the first decides', async () => {
    const gate = new Gate();
    const controller = new AbortController();
    const { signal } = controller;
    await expect(gate.pass({ timeout: 1, signal })).rejects.toThrow(TimeoutError);
    const aborted = gate.pass({ timeout: 1000, signal });
    controller.abort('first');
    await expect(aborted).rejects.toBe('first');
    expect(gate.waiting).toBe(0);
  });

  test('a wait with a limit is no edge in the wait-for graph', () => {
    const gate = new Gate();
    expect((gate.pass({ signal: new AbortController().signal }) as Pending<number>).finite).toBe(
      true,
    );
    const timed = gate.pass({ timeout: 1000 }) as Pending<number>;
    expect(timed.finite).toBe(true);
    gate.admit(1);
    gate.admit(2);
  });
});
