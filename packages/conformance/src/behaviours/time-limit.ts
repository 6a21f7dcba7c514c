import type { Coroutine, Task } from 'heddle';
import { behaviour, type Behaviour } from '../behaviour.ts';

/** Time limits of blocks and operations. */
export const timeLimits: readonly Behaviour[] = [
  behaviour({
    id: 'coroutine.timeout',
    title: 'withTimeout() cancels its block, and throws TimeoutError when that has cleaned up',
    about: 'coroutine',
    kind: 'given-up',
    needs: [],
    async run({ sleep, spawn, withTimeout }, tools) {
      const order: string[] = [];
      const task: Task<number> = spawn({
        name: 'worker',
        *target() {
          try {
            yield* withTimeout(10, function* () {
              try {
                yield* sleep(60_000);
              } catch (error) {
                order.push(`inside ${(error as Error).name}`);
                yield* sleep(1);
                order.push('cleaned up');
                throw error;
              }
            });
          } catch (error) {
            order.push(tools.error(error).message);
          }
          return task.cancelling;
        },
      });
      const requests = await task;
      const met = await spawn(() =>
        withTimeout(60_000, function* () {
          yield* sleep(0);
          return 'in time';
        }),
      );
      return { order, requests, met };
    },
    expect: {
      order: [
        'inside CancelledError',
        'cleaned up',
        'withTimeout(10) timed out after 10 ms: worker (main) waited for time to pass',
      ],
      requests: 0,
      met: 'in time',
    },
  }),
  behaviour({
    id: 'coroutine.timeout-nested',
    title: 'of nested time limits only those that have expired are TimeoutErrors',
    about: 'coroutine',
    kind: 'given-up',
    needs: [],
    async run({ sleep, spawn, withTimeout }) {
      const seen: string[][] = [];
      for (const [outer, inner] of [
        [60_000, 1],
        [1, 60_000],
        [0, 0],
      ] as const) {
        const names: string[] = [];
        await spawn(function* () {
          try {
            yield* withTimeout(outer, function* () {
              try {
                yield* withTimeout(inner, function* () {
                  yield* sleep(60_000);
                });
              } catch (error) {
                names.push(`inner ${(error as Error).name}`);
                if (outer < inner || inner === 0) throw error;
              }
            });
          } catch (error) {
            names.push(`outer ${(error as Error).name}`);
          }
        });
        seen.push(names);
      }
      return seen;
    },
    expect: [
      ['inner TimeoutError'],
      ['inner CancelledError', 'outer TimeoutError'],
      ['inner CancelledError', 'outer TimeoutError'],
    ],
  }),
  behaviour({
    id: 'coroutine.timeout-moved',
    title: 'a time limit can be moved, and not once it is over',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ sleep, spawn, withTimeout }, tools) {
      const task = spawn(() =>
        withTimeout(60_000, function* (timeout) {
          timeout.reschedule(Infinity);
          const when = timeout.when === Infinity;
          timeout.reschedule(1);
          try {
            yield* sleep(60_000);
          } catch {}
          return { when, expired: timeout.expired, timeout };
        }),
      );
      const { when, expired, timeout } = await task;
      return { when, expired, moved: await tools.thrownBy(() => timeout.reschedule(1)) };
    },
    expect: { when: true, expired: true, moved: 'InvalidStateError' },
  }),
  behaviour({
    id: 'coroutine.timeout-zero',
    title: 'a time limit of 0 expires at the first wait, and never starts what has not begun',
    about: 'coroutine',
    kind: 'given-up',
    needs: [],
    async run({ sleep, spawn, withTimeout }, tools) {
      const log: string[] = [];
      const block = spawn(() =>
        withTimeout(0, function* () {
          log.push('runs');
          yield* sleep(0);
          log.push('goes on');
        }),
      );
      const failures = [await tools.thrownBy(() => block)];
      failures.push(await tools.thrownBy(() => withTimeout(0, () => log.push('begins'))));
      return { log, failures };
    },
    expect: { log: ['runs'], failures: ['TimeoutError', 'TimeoutError'] },
  }),
  behaviour({
    id: 'coroutine.timeout-task',
    title: 'withTimeout() of a task cancels it; a result that it gives all the same is given',
    about: 'coroutine',
    kind: 'given-up',
    needs: [],
    async run({ sleep, spawn, withTimeout }, tools) {
      const endless = spawn(() => sleep(60_000));
      const stubborn = spawn(function* () {
        try {
          yield* sleep(60_000);
        } catch {}
        return 'result';
      });
      await sleep(0);
      // Both at once: who looked only after the other's end could come too late for a failure.
      const [failure, result] = await Promise.all([
        tools.thrownBy(() => withTimeout(1, endless)),
        withTimeout(1, stubborn),
      ]);
      return { failure, state: endless.state, result };
    },
    expect: { failure: 'TimeoutError', state: 'cancelled', result: 'result' },
  }),
  behaviour({
    id: 'coroutine.timeout-promise',
    title: 'a time limit holds though an async function awaits a promise that never settles',
    about: 'coroutine',
    kind: 'given-up',
    needs: [],
    async run({ withTimeout }, tools) {
      const failure = await tools.failureOf(() =>
        withTimeout(1, async () => {
          await new Promise(() => {});
        }),
      );
      return failure === 'nothing' ? failure : failure.message.replace(/\S+ \(main\)/, 'it');
    },
    expect:
      'withTimeout(1) timed out after 1 ms: end of it, which goes on: it cannot be cancelled now',
  }),
  behaviour({
    id: 'coroutine.timeout-refused',
    title: 'what is no duration is refused, and a block is entered once, by yield*',
    about: 'coroutine',
    kind: 'bad-input',
    needs: [],
    async run({ sleep, spawn, withTimeout }, tools) {
      const seen: string[] = [];
      for (const ms of [-1, Number.NaN]) {
        seen.push(await tools.thrownBy(() => withTimeout(ms, () => 1)));
      }
      const block = (): Coroutine<void> =>
        withTimeout(60_000, function* () {
          yield* sleep(0);
        });
      seen.push(await tools.thrownBy(() => Promise.resolve(block())));
      const twice = spawn(function* () {
        const once = block();
        yield* once;
        yield* once;
      });
      seen.push(await tools.thrownBy(() => twice));
      return seen;
    },
    expect: [
      'InvalidArgumentError',
      'InvalidArgumentError',
      'InvalidArgumentError',
      'InvalidStateError',
    ],
  }),
];
