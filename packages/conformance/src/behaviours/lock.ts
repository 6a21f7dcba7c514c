import { behaviour, type Behaviour } from '../behaviour.ts';

/** Locks within one thread. */
export const lock: readonly Behaviour[] = [
  behaviour({
    id: 'lock.order',
    title: 'waiters of one thread get the lock in the order in which they asked',
    about: 'lock',
    kind: 'normal',
    needs: [],
    async run({ Lock, spawn, sleep }) {
      const order: string[] = [];
      const shared = new Lock();
      let inside = 0;
      let most = 0;
      const tasks = ['a', 'b', 'c', 'd'].map((name) =>
        spawn(function* () {
          const guard = yield* shared.acquire();
          most = Math.max(most, (inside += 1));
          yield* sleep(0);
          order.push(name);
          inside -= 1;
          guard.release();
        }),
      );
      for (const task of tasks) await task;
      return { order, most, locked: shared.locked };
    },
    expect: { order: ['a', 'b', 'c', 'd'], most: 1, locked: false },
  }),
  behaviour({
    id: 'lock.guard',
    title: 'a guard releases once, and its late disposal frees nobody else’s hold',
    about: 'lock',
    kind: 'normal',
    needs: [],
    async run({ Lock }) {
      const shared = new Lock({ name: 'account' });
      const first = await shared.acquire();
      first.release();
      const second = await shared.acquire();
      first[Symbol.dispose]();
      const stillLocked = shared.locked;
      second[Symbol.dispose]();
      return { name: shared.name, stillLocked, locked: shared.locked };
    },
    expect: { name: 'account', stillLocked: true, locked: false },
  }),
  behaviour({
    id: 'lock.try',
    title: 'tryAcquire() gives a guard or undefined, and never waits',
    about: 'lock',
    kind: 'normal',
    needs: [],
    async run({ Lock }) {
      const shared = new Lock();
      const locked = [shared.locked];
      const first = shared.tryAcquire();
      locked.push(shared.locked);
      const second = shared.tryAcquire();
      first?.release();
      locked.push(shared.locked);
      const third = shared.tryAcquire();
      return {
        locked,
        first: first !== undefined,
        second: second !== undefined,
        third: third !== undefined,
      };
    },
    expect: { locked: [false, true, false], first: true, second: false, third: true },
  }),
  behaviour({
    id: 'lock.run',
    title:
      'run() holds the lock around a plain, an async and a generator function, and when they fail',
    about: 'lock',
    kind: 'normal',
    needs: [],
    async run({ Lock, spawn, sleep }, tools) {
      const shared = new Lock();
      const plain = await shared.run(() => shared.locked);
      const async = await shared.run(async () => {
        await sleep(1);
        return shared.locked;
      });
      const generator = await spawn(function* () {
        return yield* shared.run(function* () {
          yield* sleep(1);
          return shared.locked;
        });
      });
      const failure = await tools.thrownBy(() =>
        shared.run(() => {
          throw new RangeError('inside');
        }),
      );
      return { plain, async, generator, failure, locked: shared.locked };
    },
    expect: { plain: true, async: true, generator: true, failure: 'RangeError', locked: false },
  }),
  behaviour({
    id: 'lock.sync',
    title: 'a blocking call takes a free lock, and gives up in time where its own thread holds it',
    about: 'lock',
    kind: 'normal',
    needs: ['blocking'],
    async run({ Lock }, tools) {
      const shared = new Lock();
      const guard = shared.acquireSync();
      const again = await tools.thrownBy(() => shared.acquireSync({ timeout: 20 }));
      guard.release();
      return { again, locked: shared.locked };
    },
    expect: { again: 'TimeoutError', locked: false },
  }),
  behaviour({
    id: 'lock.timeout',
    title:
      'a wait that times out names the holder, takes nothing, and the next in line is not skipped',
    about: 'lock',
    kind: 'given-up',
    needs: [],
    async run({ Event, Lock, spawn }, tools) {
      const shared = new Lock({ name: 'account' });
      const hasGivenUp = new Event();
      const order: string[] = [];
      const holding = spawn({
        name: 'holder',
        *target() {
          const guard = yield* shared.acquire();
          yield* hasGivenUp.wait();
          guard.release();
        },
      });
      await tools.othersRan();
      const giving = spawn(function* () {
        try {
          yield* shared.acquire({ timeout: 10 });
          return 'got it';
        } catch (error) {
          order.push('gives up');
          return tools.error(error);
        }
      });
      const waiting = spawn(function* () {
        const guard = yield* shared.acquire();
        order.push('next gets it');
        guard.release();
      });
      const failure = await giving;
      hasGivenUp.set();
      await waiting;
      await holding;
      const { class: name, message } =
        typeof failure === 'string' ? { class: failure, message: '' } : failure;
      return {
        order,
        class: name,
        namesLock: message.includes('"account"'),
        namesHolder: message.includes('holder'),
        locked: shared.locked,
      };
    },
    expect: {
      order: ['gives up', 'next gets it'],
      class: 'TimeoutError',
      namesLock: true,
      namesHolder: true,
      locked: false,
    },
  }),
  behaviour({
    id: 'lock.abort',
    title:
      'a wait that is aborted rejects with the signal’s reason, and the next in line is not skipped',
    about: 'lock',
    kind: 'given-up',
    needs: [],
    async run({ Lock }) {
      const shared = new Lock();
      const held = await shared.acquire();
      const abort = new AbortController();
      const giving = shared.acquire({ signal: abort.signal });
      const next = shared.acquire();
      const reason = new RangeError('enough');
      abort.abort(reason);
      const seen = await giving.catch((error: unknown) => error);
      held.release();
      const guard = await next;
      guard.release();
      return { rejectedWithReason: seen === reason, locked: shared.locked };
    },
    expect: { rejectedWithReason: true, locked: false },
  }),
  behaviour({
    id: 'lock.cancelled-waiter',
    title: 'a cancelled waiter is passed over, also when the lock becomes free at that moment',
    about: 'lock',
    kind: 'given-up',
    needs: [],
    async run({ Lock, spawn }, tools) {
      const shared = new Lock();
      const got: string[] = [];
      const held = await shared.acquire();
      const waiters = ['a', 'b', 'c'].map((name) =>
        spawn(function* () {
          const guard = yield* shared.acquire();
          got.push(name);
          guard.release();
        }),
      );
      await tools.othersRan();
      waiters[0]?.cancel();
      held.release();
      waiters[1]?.cancel();
      const ends: string[] = [];
      for (const waiter of waiters) ends.push(await tools.thrownBy(() => waiter));
      return { firstEnd: ends[0], last: got.at(-1), lastEnd: ends[2], locked: shared.locked };
    },
    expect: { firstEnd: 'CancelledError', last: 'c', lastEnd: 'nothing', locked: false },
  }),
  behaviour({
    id: 'lock.timeout-race',
    title: 'a release at the moment of a timeout is never lost',
    about: 'lock',
    kind: 'given-up',
    needs: [],
    async run({ Lock, spawn, sleep }) {
      const shared = new Lock();
      let ends = 0;
      for (let round = 0; round < 50; round += 1) {
        const held = await shared.acquire();
        const waiting = spawn(function* () {
          try {
            const guard = yield* shared.acquire({ timeout: 2 });
            guard.release();
          } catch {
            // Both ends are right; what counts is that the lock is free afterwards.
          }
        });
        await sleep(2);
        held.release();
        await waiting;
        if (!shared.locked) ends += 1;
      }
      return { freeAfterwards: ends };
    },
    expect: { freeAfterwards: 50 },
  }),
  behaviour({
    id: 'lock.not-held',
    title: 'release() of a lock that nobody holds is refused',
    about: 'lock',
    kind: 'bad-input',
    needs: [],
    async run({ Lock }, tools) {
      const failure = await tools.failureOf(() => new Lock({ name: 'account' }).release());
      return failure === 'nothing'
        ? failure
        : {
            class: failure.class,
            code: failure.code,
            names: failure.message.includes('"account"'),
          };
    },
    expect: { class: 'NotOwnerError', code: 'HEDDLE_NOT_OWNER', names: true },
  }),
  behaviour({
    id: 'lock.not-owner',
    title: 'release() by another coroutine is refused, a guard passed on is not',
    about: 'lock',
    kind: 'bad-input',
    needs: [],
    async run({ Lock, spawn, sleep }, tools) {
      const shared = new Lock();
      const holding = spawn(function* () {
        const guard = yield* shared.acquire();
        yield* sleep(0);
        return guard;
      });
      const other = spawn(function* () {
        yield* sleep(0);
        shared.release();
      });
      const guard = await holding;
      const failure = await tools.thrownBy(() => other);
      const lockedAfterRefusal = shared.locked;
      await spawn(() => guard.release());
      return { failure, lockedAfterRefusal, locked: shared.locked };
    },
    expect: { failure: 'NotOwnerError', lockedAfterRefusal: true, locked: false },
  }),
  behaviour({
    id: 'lock.async-owner',
    title: 'an async task is a holder of its own',
    about: 'lock',
    kind: 'bad-input',
    needs: ['asyncContext'],
    async run({ Lock, Queue, spawn }, tools) {
      const shared = new Lock();
      const go = new Queue<string>();
      const holding = spawn(async () => {
        await shared.acquire();
        await go.get();
        shared.release();
      });
      const other = spawn(async () => {
        while (!shared.locked) await Promise.resolve();
        shared.release();
      });
      const failure = await tools.thrownBy(() => other);
      const lockedAfterRefusal = shared.locked;
      await go.put('go');
      await holding;
      return { failure, lockedAfterRefusal, locked: shared.locked };
    },
    expect: { failure: 'NotOwnerError', lockedAfterRefusal: true, locked: false },
  }),
  behaviour({
    id: 'lock.unowned',
    title: 'a lock with { owned: false } may be released by anybody',
    about: 'lock',
    kind: 'normal',
    needs: [],
    async run({ Lock, spawn }) {
      const shared = new Lock({ owned: false });
      await spawn(function* () {
        yield* shared.acquire();
      });
      const lockedAfterItsEnd = shared.locked;
      await spawn(() => shared.release());
      return { lockedAfterItsEnd, locked: shared.locked };
    },
    expect: { lockedAfterItsEnd: true, locked: false },
  }),
  behaviour({
    id: 'lock.spent-guard',
    title: 'release() of a spent guard is refused',
    about: 'lock',
    kind: 'bad-input',
    needs: [],
    async run({ Lock }, tools) {
      const shared = new Lock();
      const first = await shared.acquire();
      first.release();
      const second = await shared.acquire();
      const failure = await tools.failureOf(() => first.release());
      const stillLocked = shared.locked;
      second.release();
      return failure === 'nothing'
        ? failure
        : { class: failure.class, code: failure.code, stillLocked };
    },
    expect: { class: 'SpentGuardError', code: 'HEDDLE_SPENT_GUARD', stillLocked: true },
  }),
  behaviour({
    id: 'lock.blocking-not-allowed',
    title: 'a blocking call works where the thread may block, and is refused where it may not',
    about: 'lock',
    kind: 'bad-input',
    needs: [],
    async run({ Lock }, tools) {
      const shared = new Lock();
      const thrown = await tools.thrownBy(() => shared.acquireSync({ timeout: 1 }).release());
      return {
        asTheProbeSays: thrown === (tools.has('blocking') ? 'nothing' : 'BlockingNotAllowedError'),
      };
    },
    expect: { asTheProbeSays: true },
  }),
  behaviour({
    id: 'lock.bad-options',
    title: 'options of the wrong kind are refused',
    about: 'lock',
    kind: 'bad-input',
    needs: [],
    async run({ Lock }, tools) {
      return [
        await tools.thrownBy(() => new Lock({ name: 5 as never })),
        await tools.thrownBy(() => new Lock().acquire({ timeout: -1 })),
        await tools.thrownBy(() => new Lock().run('work' as never)),
      ];
    },
    expect: ['InvalidArgumentError', 'InvalidArgumentError', 'InvalidArgumentError'],
  }),
];
