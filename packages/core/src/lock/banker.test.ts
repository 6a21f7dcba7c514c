import { describe, expect, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { spawn } from '../coroutine/spawn.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import {
  BlockingNotAllowedError,
  CancelledError,
  CannotSendError,
  DeadlockError,
  InvalidArgumentError,
  InvalidStateError,
  OverReleaseError,
  SpentGuardError,
  TimeoutError,
} from '../errors.ts';
import { Agent, joinMemory, thisAgent } from '../memory/agent.ts';
import { installPlatform, platform } from '../realm.ts';
import { fromHandleOf, kindOf } from '../wire/kind.ts';
import { encode } from '../wire/value.ts';
import type { Account } from './account.ts';
import { Banker } from './banker.ts';
import { safeOrder } from './safe-order.ts';
import { shareSynchronizers } from './share-synchronizers.ts';
import { canStop } from '../memory/can-stop.fixture.ts';

const missing: { blocking?: string } = {};
installPlatform({ ...platform(), name: 'test', missing });
shareSynchronizers();

async function ran(): Promise<void> {
  await spawn(function* () {});
}

const three = (): Banker<'printers'> => new Banker({ resources: { printers: 3 }, name: 'office' });

test('gives what is asked for, and takes it back', async () => {
  const banker = new Banker({ resources: { printers: 3, drives: 2 } });
  const account = banker.claim({ printers: 2, drives: 1 });
  expect(account.claim).toEqual({ printers: 2, drives: 1 });
  const guard = await account.request({ printers: 2 });
  expect([account.held, banker.available]).toEqual([
    { printers: 2, drives: 0 },
    { printers: 1, drives: 2 },
  ]);
  account.requestSync({ drives: 1 });
  account.release({ printers: 1 });
  expect(account.held).toEqual({ printers: 1, drives: 1 });
  guard.release(); // what is left of it
  expect(account.held).toEqual({ printers: 0, drives: 1 });
  expect(() => guard.release()).toThrow(SpentGuardError);
  account.close();
  account.close();
  expect([account.closed, account.held]).toEqual([true, { printers: 0, drives: 0 }]);
  expect(banker.available).toEqual({ printers: 3, drives: 2 });
});

test('who asks for what is there has to wait, if not all could come to an end then', async () => {
  const banker = new Banker({ resources: { printers: 2 } });
  const [a, b] = [banker.claim({ printers: 2 }), banker.claim({ printers: 2 })];
  const first = await a.request({ printers: 1 });
  // With one each, both would wait for a second one.
  expect(b.tryRequest({ printers: 1 })).toBe(undefined);
  expect(banker.available).toEqual({ printers: 1 });
  const waiting = b.request({ printers: 1 });
  await ran();
  expect(waiting._settled).toBe(false);
  const second = await a.request({ printers: 1 });
  second.release();
  expect(waiting._settled).toBe(false);
  first.release();
  (await waiting).release();
  expect(banker.available).toEqual({ printers: 2 });
});

test('the philosophers eat, though all take the left fork first', async () => {
  const forks = ['0', '1', '2', '3', '4'] as const;
  const banker = new Banker({
    resources: Object.fromEntries(forks.map((fork) => [fork, 1])) as Record<string, number>,
  });
  let meals = 0;
  const tasks = forks.map((left, at) =>
    spawn(function* () {
      const right = forks[(at + 1) % forks.length]!;
      for (let meal = 0; meal < 3; meal++) {
        using account = banker.claim({ [left]: 1, [right]: 1 });
        yield* account.request({ [left]: 1 });
        yield* yieldNow();
        yield* account.request({ [right]: 1 });
        expect(banker.safe).toBe(true);
        meals++;
      }
    }),
  );
  await joinAll(tasks, { raiseError: true });
  expect(meals).toBe(15);
  expect(Object.values(banker.available)).toEqual([1, 1, 1, 1, 1]);
});

describe('who waits', () => {
  test('is passed by one whose request is safe already', async () => {
    const banker = three();
    const [a, b, c] = [
      banker.claim({ printers: 2 }),
      banker.claim({ printers: 3 }),
      banker.claim({ printers: 1 }),
    ];
    await a.request({ printers: 1 });
    const all = b.request({ printers: 3 });
    await ran();
    expect(c.tryRequest({ printers: 1 })).toBeDefined();
    c.close();
    a.close();
    await all;
    expect(b.held).toEqual({ printers: 3 });
  });

  test('is passed 16 times at most by those who hold nothing, and comes next then', async () => {
    const banker = three();
    const small = [1, 2].map(() => banker.claim({ printers: 1 }));
    const big = banker.claim({ printers: 3 });
    let holds = await small[0]!.request({ printers: 1 });
    const all = big.request({ printers: 3 });
    let passes = 0;
    for (; ; passes++) {
      const next = small[(passes + 1) % 2]!.tryRequest({ printers: 1 });
      if (next === undefined) break;
      holds.release();
      holds = next;
    }
    expect(passes).toBe(16);
    const later = small[(passes + 1) % 2]!.request({ printers: 1 });
    await ran();
    expect([all._settled, later._settled]).toEqual([false, false]);
    holds.release();
    const guard = await all;
    expect(later._settled).toBe(false);
    guard.release();
    (await later).release();
  });

  test('keeps nobody back who holds something, for that one has to come to an end', async () => {
    const banker = three();
    const [old, other] = [banker.claim({ printers: 2 }), banker.claim({ printers: 1 })];
    const big = banker.claim({ printers: 3 });
    await old.request({ printers: 1 });
    const all = big.request({ printers: 3 });
    for (let pass = 0; pass < 16; pass++) other.tryRequest({ printers: 1 })!.release();
    expect(other.tryRequest({ printers: 1 })).toBe(undefined);
    expect(old.tryRequest({ printers: 1 })).toBeDefined();
    old.close();
    await all;
  });

  test('keeps nobody back any more once it has given up', async () => {
    const banker = three();
    const [old, other] = [banker.claim({ printers: 1 }), banker.claim({ printers: 1 })];
    const big = banker.claim({ printers: 3 });
    await old.request({ printers: 1 });
    const controller = new AbortController();
    const all = big.request({ printers: 3 }, { signal: controller.signal });
    for (let pass = 0; pass < 16; pass++) other.tryRequest({ printers: 1 })!.release();
    const later = other.request({ printers: 1 });
    await ran();
    expect(later._settled).toBe(false);
    controller.abort('gone');
    await expect(all).rejects.toBe('gone');
    (await later).release();
  });

  test('lets those go on whom it has kept back, though they stand before it', async () => {
    const banker = new Banker({ resources: { printers: 1, drives: 2 } });
    const [old, big] = [banker.claim({ drives: 2 }), banker.claim({ drives: 1 })];
    const [later, other] = [banker.claim({ drives: 1 }), banker.claim({ printers: 1 })];
    await old.request({ drives: 2 });
    const [its, theirs] = [later.request({ drives: 1 }), big.request({ drives: 1 })];
    for (let pass = 0; pass < 16; pass++) other.tryRequest({ printers: 1 })!.release();
    expect(other.tryRequest({ printers: 1 })).toBe(undefined);
    old.close();
    await theirs;
    await its;
    expect(banker.available).toEqual({ printers: 1, drives: 0 });
    expect(other.tryRequest({ printers: 1 })).toBeDefined();
  });
});

describe('a wait that is given up takes nothing', () => {
  const full = async (): Promise<{ banker: Banker<'printers'>; account: Account<'printers'> }> => {
    const banker = three();
    await banker.claim({ printers: 3 }).request({ printers: 2 });
    return { banker, account: banker.claim({ printers: 2 }) };
  };

  test('by its time', async () => {
    const { banker, account } = await full();
    await expect(account.request({ printers: 1 }, { timeout: 0 })).rejects.toThrow(TimeoutError);
    await expect(account.request({ printers: 1 }, { timeout: 1 })).rejects.toThrow(
      'request of banker "office" timed out after 1 ms: 1 of 3 printers are free, and not all could come to an end with less',
    );
    expect(() => account.requestSync({ printers: 1 }, { timeout: 0 })).toThrow(TimeoutError);
    if (canStop) {
      expect(() => account.requestSync({ printers: 1 }, { timeout: 1 })).toThrow(TimeoutError);
    }
    expect(banker.available).toEqual({ printers: 1 });
    expect(account.held).toEqual({ printers: 0 });
  });

  test('by a task that is cancelled', async () => {
    const { banker, account } = await full();
    const task = spawn(function* () {
      yield* account.request({ printers: 2 });
    });
    await ran();
    task.cancel();
    await expect(task).rejects.toThrow(CancelledError);
    expect(banker._waiting).toBe(0);
    await expect(account.request({ printers: 1 }, { timeout: 0 })).rejects.toThrow(TimeoutError);
  });

  test('by closing the account', async () => {
    const { account } = await full();
    const wait = account.request({ printers: 2 });
    await ran();
    account.close();
    await expect(wait).rejects.toThrow(InvalidStateError);
  });

  test('in a thread that blocks for what only its own tasks could give back', async () => {
    const { account } = await full();
    expect(() => account.requestSync({ printers: 2 })).toThrow(DeadlockError);
    expect(() => account.requestSync({ printers: 2 }, { timeout: 0 })).toThrow(TimeoutError);
  });
});

describe('bad input changes nothing', () => {
  test.each([
    undefined,
    null,
    5,
    {},
    { resources: {} },
    { resources: null },
    { resources: { printers: -1 } },
    { resources: { printers: 1.5 } },
    { resources: { printers: '3' } },
    { resources: { printers: 3 }, accounts: 0 },
    { resources: { printers: 3 }, accounts: 1025 },
    { resources: { printers: 3 }, name: 5 },
  ])('new Banker(%o) is refused', (options) => {
    expect(() => new Banker(options as never)).toThrow(InvalidArgumentError);
  });

  test.each([{ printers: 4 }, { printers: -1 }, { drives: 1 }, { printers: '1' }, 5, null])(
    'a claim of %o is refused',
    (amounts) => {
      const banker = three();
      expect(() => banker.claim(amounts as never)).toThrow(InvalidArgumentError);
      expect(banker.state.accounts).toEqual([]);
    },
  );

  test.each([{ printers: 3 }, { printers: 0 }, {}, { printers: -1 }, { drives: 1 }, 5, null])(
    'a request of %o is refused',
    (amounts) => {
      const banker = three();
      const account = banker.claim({ printers: 2 });
      expect(() => account.request(amounts as never)).toThrow(InvalidArgumentError);
      expect(() => account.requestSync(amounts as never)).toThrow(InvalidArgumentError);
      expect(() => account.tryRequest(amounts as never)).toThrow(InvalidArgumentError);
      expect(account.held).toEqual({ printers: 0 });
    },
  );

  test.each([{ timeout: -1 }, 5, null, { signal: {} }])(
    'a request with the options %o is refused',
    (options) => {
      const account = three().claim({ printers: 2 });
      expect(() => account.request({ printers: 1 }, options as never)).toThrow(
        InvalidArgumentError,
      );
      expect(account.held).toEqual({ printers: 0 });
    },
  );

  test('more than the claim, beside what it holds', async () => {
    const account = three().claim({ printers: 2 });
    await account.request({ printers: 1 });
    expect(() => account.request({ printers: 2 })).toThrow(
      'request from banker "office": 2 printers beside 1 printers is more than the claim, 2 printers',
    );
    expect(account.held).toEqual({ printers: 1 });
  });

  test('giving back more than it holds', async () => {
    const banker = three();
    const account = banker.claim({ printers: 2 });
    await account.request({ printers: 1 });
    expect(() => account.release({ printers: 2 })).toThrow(OverReleaseError);
    expect(() => account.release({ printers: 2 })).toThrow(
      'release to banker "office": cannot give back 2 printers of 1 printers',
    );
    expect(() => account.release({ printers: 0 })).toThrow(InvalidArgumentError);
    expect(banker.available).toEqual({ printers: 2 });
  });

  test('a second request while the first one waits', async () => {
    const banker = three();
    await banker.claim({ printers: 3 }).request({ printers: 3 });
    const account = banker.claim({ printers: 2 });
    const first = account.request({ printers: 1 });
    expect(() => account.request({ printers: 1 })).toThrow(InvalidStateError);
    expect(banker._waiting).toBe(1);
    account.close();
    await expect(first).rejects.toThrow(InvalidStateError);
  });

  test('a closed account, and more accounts than there can be', () => {
    const banker = new Banker({ resources: { printers: 1 }, accounts: 1 });
    const account = banker.claim({ printers: 1 });
    expect(() => banker.claim({ printers: 1 })).toThrow(InvalidStateError);
    account.close();
    expect(() => account.request({ printers: 1 })).toThrow(InvalidStateError);
    expect(() => account.release({ printers: 1 })).toThrow(InvalidStateError);
    banker.claim({ printers: 1 });
  });

  test('blocking where that is not allowed', () => {
    const account = three().claim({ printers: 2 });
    missing.blocking = 'a page';
    try {
      expect(() => account.requestSync({ printers: 1 })).toThrow(BlockingNotAllowedError);
      expect(account.held).toEqual({ printers: 0 });
    } finally {
      delete missing.blocking;
    }
  });

  test('an account stays in its thread', () => {
    expect(() => encode([three().claim({ printers: 1 })], 'args')).toThrow(CannotSendError);
  });
});

describe('safeOrder', () => {
  test('is an order in which all can come to an end', () => {
    // The example of many textbooks: five processes, three kinds.
    const accounts = [
      { held: [0, 1, 0], claim: [7, 5, 3] },
      { held: [2, 0, 0], claim: [3, 2, 2] },
      { held: [3, 0, 2], claim: [9, 0, 2] },
      { held: [2, 1, 1], claim: [2, 2, 2] },
      { held: [0, 0, 2], claim: [4, 3, 3] },
    ];
    expect(safeOrder({ available: [3, 3, 2], accounts })).toEqual([1, 3, 4, 0, 2]);
    expect(safeOrder({ available: [0, 0, 0], accounts })).toBe(undefined);
  });

  test('of nobody is empty', () => {
    expect(safeOrder({ available: [], accounts: [] })).toEqual([]);
  });
});

describe('handed over', () => {
  const here = thisAgent();

  test('both threads share out of the same', () => {
    const there = new Agent(here.memory, Agent.enlist(here.memory, 'other'));
    const inOther = <T>(body: () => T): T => {
      joinMemory(there);
      try {
        return body();
      } finally {
        joinMemory(here);
      }
    };
    const banker = three();
    const mine = banker.claim({ printers: 2 });
    const guard = mine.requestSync({ printers: 1 });
    const handle = kindOf(banker)!.toHandle(banker);
    const theirs = inOther(() => fromHandleOf('banker', handle) as Banker<'printers'>);
    expect(theirs.resources).toEqual({ printers: 3 });
    expect(theirs.available).toEqual({ printers: 2 });
    const account = inOther(() => theirs.claim({ printers: 3 }));
    expect(inOther(() => account.tryRequest({ printers: 3 }))).toBe(undefined);
    guard.release();
    expect(inOther(() => account.tryRequest({ printers: 3 }))).toBeDefined();
    expect(mine.tryRequest({ printers: 1 })).toBe(undefined);
    expect(banker.available).toEqual({ printers: 0 });
    // What a thread holds that dies is there again.
    Agent.dismiss(here.memory, there);
    expect(banker.available).toEqual({ printers: 3 });
    expect(mine.tryRequest({ printers: 2 })).toBeDefined();
    expect(banker.state.accounts).toEqual([{ held: [2], claim: [2] }]);
    mine.close();
  });
});
