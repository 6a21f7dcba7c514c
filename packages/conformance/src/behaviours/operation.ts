import { behaviour, type Behaviour } from '../behaviour.ts';

/** What every operation has in common. */
export const operation: readonly Behaviour[] = [
  behaviour({
    id: 'operation.starts-at-call',
    title: 'an operation starts at the call, and one that can end at once has ended then',
    about: 'operation',
    kind: 'normal',
    needs: [],
    async run({ Queue }) {
      const queue = new Queue<string>();
      const put = queue.put('a');
      const sizeAfterPut = queue.size;
      const got = queue.get();
      const sizeAfterGet = queue.size;
      await put;
      return { sizeAfterPut, sizeAfterGet, got: await got };
    },
    expect: { sizeAfterPut: 1, sizeAfterGet: 0, got: 'a' },
  }),
  behaviour({
    id: 'operation.does-not-suspend',
    title: 'yield* of a settled operation does not suspend the coroutine',
    about: 'operation',
    kind: 'normal',
    needs: [],
    async run({ spawn, sleep, Queue }) {
      let order: string[] = [];
      // Whoever has worked for long lets others go first, and on a busy machine it can be long between two steps.
      for (let round = 0; round < 20 && order.at(-1) !== 'the other'; round += 1) {
        await sleep(0);
        const seen: string[] = [];
        const queue = new Queue<number>();
        const first = spawn(function* () {
          for (const n of [1, 2]) {
            yield* queue.put(n);
            seen.push(`put ${n}`);
          }
        });
        const second = spawn(() => {
          seen.push('the other');
        });
        await first;
        await second;
        order = seen;
      }
      return order;
    },
    expect: ['put 1', 'put 2', 'the other'],
  }),
  behaviour({
    id: 'operation.is-a-promise',
    title: 'then, catch, finally and toPromise work as a promise’s do',
    about: 'operation',
    kind: 'normal',
    needs: [],
    async run({ spawn }) {
      const good = spawn(() => 2);
      const bad = spawn((): number => {
        throw new RangeError('no');
      });
      let cleaned = 0;
      return {
        chained: await good.then((value) => value + 1),
        caught: await bad.catch((error: unknown) => String(error)),
        finally: await good.finally(() => (cleaned += 1)),
        cleaned,
        samePromise: good.toPromise() === good.toPromise(),
        isPromise: good.toPromise() instanceof Promise,
      };
    },
    expect: {
      chained: 3,
      caught: 'RangeError: no',
      finally: 2,
      cleaned: 1,
      samePromise: true,
      isPromise: true,
    },
  }),
  behaviour({
    id: 'operation.not-disposable',
    title: 'an operation cannot be disposed of, its guard can',
    about: 'operation',
    kind: 'normal',
    needs: [],
    async run({ Lock }) {
      const lock = new Lock();
      const acquiring = lock.acquire();
      const guard = await acquiring;
      const facts = {
        operation: Symbol.dispose in acquiring || Symbol.asyncDispose in acquiring,
        guard: Symbol.dispose in guard,
        lockedBefore: lock.locked,
      };
      guard[Symbol.dispose]();
      return { ...facts, lockedAfter: lock.locked };
    },
    expect: { operation: false, guard: true, lockedBefore: true, lockedAfter: false },
  }),
  behaviour({
    id: 'operation.aborted-before',
    title: 'a signal that has fired goes before what could settle at once',
    about: 'operation',
    kind: 'given-up',
    needs: [],
    async run({ Queue }) {
      const queue = new Queue<string>();
      await queue.put('kept');
      const reason = { why: 'enough' };
      const seen = await queue
        .get({ signal: AbortSignal.abort(reason) })
        .catch((error: unknown) => error);
      return { rejectedWithReason: seen === reason, size: queue.size };
    },
    expect: { rejectedWithReason: true, size: 1 },
  }),
  behaviour({
    id: 'operation.timeout-zero',
    title: 'timeout 0 asks once',
    about: 'operation',
    kind: 'given-up',
    needs: [],
    async run({ Queue }, tools) {
      const queue = new Queue<string>({ maxsize: 1 });
      const empty = await tools.thrownBy(() => queue.get({ timeout: 0 }));
      const put = await tools.thrownBy(() => queue.put('a', { timeout: 0 }));
      const full = await tools.thrownBy(() => queue.put('b', { timeout: 0 }));
      return { empty, put, full, got: await queue.get({ timeout: 0 }) };
    },
    expect: { empty: 'TimeoutError', put: 'nothing', full: 'TimeoutError', got: 'a' },
  }),
  behaviour({
    id: 'operation.settled-stays',
    title: 'a timeout or an abort after the end changes nothing',
    about: 'operation',
    kind: 'given-up',
    needs: [],
    async run({ Queue, sleep }) {
      const abort = new AbortController();
      const queue = new Queue<string>();
      const getting = queue.get({ signal: abort.signal, timeout: 5 });
      await queue.put('item');
      abort.abort();
      await sleep(20);
      return { got: await getting, size: queue.size };
    },
    expect: { got: 'item', size: 0 },
  }),
  behaviour({
    id: 'operation.unhandled',
    title: 'a failure that nobody looks at is reported as a rejected promise is',
    about: 'operation',
    kind: 'bad-input',
    needs: [],
    async run({ spawn }, tools) {
      const watch = tools.unhandled();
      try {
        spawn(() => {
          throw new RangeError('nobody looks');
        });
        const looked = spawn(() => {
          throw new RangeError('somebody looks');
        });
        const caught = await tools.thrownBy(() => looked);
        const reported = tools.error(await watch.next()).message;
        await tools.hostTurn();
        return { caught, reported, count: watch.count };
      } finally {
        watch.stop();
      }
    },
    expect: { caught: 'RangeError', reported: 'nobody looks', count: 1 },
  }),
  behaviour({
    id: 'operation.no-scheduler',
    title: 'iterating one outside a coroutine throws',
    about: 'operation',
    kind: 'bad-input',
    needs: [],
    async run({ sleep }, tools) {
      const failure = await tools.failureOf(() => [...(sleep(1) as unknown as Iterable<unknown>)]);
      return failure === 'nothing'
        ? failure
        : {
            class: failure.class,
            code: failure.code,
            saysHow: failure.message.includes('spawn()'),
          };
    },
    expect: { class: 'NoSchedulerError', code: 'HEDDLE_NO_SCHEDULER', saysHow: true },
  }),
  behaviour({
    id: 'operation.bad-options',
    title: 'a timeout or signal that is none is refused at the call',
    about: 'operation',
    kind: 'bad-input',
    needs: [],
    async run({ Queue, sleep }, tools) {
      const queue = new Queue<string>();
      await queue.put('kept');
      const classes: string[] = [];
      for (const timeout of [-1, Number.NaN, '5' as unknown as number]) {
        classes.push(await tools.thrownBy(() => queue.get({ timeout })));
      }
      classes.push(await tools.thrownBy(() => queue.get({ signal: {} as AbortSignal })));
      classes.push(await tools.thrownBy(() => sleep(-1)));
      return { classes: [...new Set(classes)], size: queue.size };
    },
    expect: { classes: ['InvalidArgumentError'], size: 1 },
  }),
];
