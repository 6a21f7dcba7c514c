import { beforeEach, describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import type { Task } from '../coroutine/task.ts';
import { CannotSendError, DeadlockError, InvalidStateError } from '../errors.ts';
import { outcomes } from '../thread/call-lane.ts';
import type { FromService, ToService } from '../thread/call-messages.ts';
import type { Serving } from '../thread/serving.ts';
import { tasks } from '../thread/tasks.ts';
import { RemoteExecutor } from './remote-executor.ts';

// The executor that a task runs in, as that task sees it; its owner's part is said by the test.

const { echo } = tasks('remote-executor.test', import.meta.url, {
  echo: (value: unknown): unknown => value,
});

let sent: FromService[];
let refuses: boolean;
let reply: (message: ToService) => void;
let running: (Task<unknown> | undefined)[];
let executor: RemoteExecutor;
beforeEach(() => {
  sent = [];
  refuses = false;
  running = [];
  const serving: Serving = {
    executor: 'e',
    send(message) {
      if (refuses) throw new TypeError('could not be cloned');
      sent.push(message);
    },
    listen: (listener) => void (reply = listener),
    callOf(task) {
      const number = running.indexOf(task);
      return number < 0 ? undefined : number;
    },
  };
  executor = new RemoteExecutor('p', serving);
});

function ended(number: number, value: unknown): void {
  reply({ type: 'results', answers: [number, outcomes.returned, value] });
}

test('a call goes to the owner, and its result comes from there', async () => {
  const future = executor.submit(echo, 5);
  expect(sent).toMatchObject([{ type: 'submit', call: { number: 0, reference: { key: 'echo' } } }]);
  ended(0, 'value');
  expect(await future).toBe('value');
});

test('what structured clone refuses fails its call alone, with the reason', async () => {
  refuses = true;
  const future = executor.submit(echo, {});
  await expect(future.toPromise()).rejects.toThrow(CannotSendError);
  refuses = false;
  const next = executor.submit(echo, {});
  ended(0, 'next');
  expect(await next).toBe('next');
});

test('what its owner alone does is refused here', () => {
  for (const action of ['shutdown', 'terminateWorkers', 'warmUp'] as const) {
    expect(() => executor[action]()).toThrow(InvalidStateError);
  }
});

describe('two tasks that wait for one call', () => {
  function both(): [Task<unknown>, Task<unknown>] {
    const future = executor.submit(echo, 5);
    const begun: Task<unknown>[] = [];
    for (const by of [0, 1]) {
      begun.push(
        spawn(function* () {
          return yield* future;
        }),
      );
      running[by] = begun[by];
    }
    return begun as [Task<unknown>, Task<unknown>];
  }

  const waits = (): unknown[] => sent.filter(({ type }) => type === 'waits');
  const confirm = (...numbers: number[]): boolean => {
    const asked = numbers.map((by) => ({ by, number: 0 }));
    reply({ type: 'confirm', round: 1, waits: asked });
    return (sent.at(-1) as { isTrue: boolean }).isTrue;
  };

  test('are both told of, and each stands until the call has ended', async () => {
    const waiting = both();
    await Promise.resolve();
    expect(waits()).toEqual([
      { type: 'waits', by: 0, number: 0 },
      { type: 'waits', by: 1, number: 0 },
    ]);
    expect([confirm(0), confirm(1), confirm(0, 1), confirm(2)]).toEqual([true, true, true, false]);
    ended(0, 'value');
    expect([confirm(0), confirm(1)]).toEqual([false, false]);
    expect(await Promise.all(waiting)).toEqual(['value', 'value']);
  });

  test('one that gives up is no reason for the other to', async () => {
    const [first, second] = both();
    await Promise.resolve();
    first.cancel();
    await expect(first.toPromise()).rejects.toThrow();
    expect([confirm(0), confirm(1)]).toEqual([false, true]);
    ended(0, 'value');
    expect(await second).toBe('value');
  });

  test('of a deadlock the one is told that was asked for', async () => {
    const [first, second] = both();
    await Promise.resolve();
    reply({ type: 'deadlock', wait: { by: 0, number: 0 }, cycle: [] });
    await expect(first.toPromise()).rejects.toThrow(DeadlockError);
    expect(confirm(1)).toBe(true);
    ended(0, 'value');
    expect(await second).toBe('value');
  });
});
