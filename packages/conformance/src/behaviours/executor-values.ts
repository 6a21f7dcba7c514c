import { behaviour, type Behaviour } from '../behaviour.ts';
import { pooling } from '../tasks/pooling.ts';

/** What crosses to a thread of an executor and back, and what cannot. */
export const executorValues: readonly Behaviour[] = [
  behaviour({
    id: 'executor.values',
    title: 'arguments and results cross as they were, short or long',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const loop: { self?: unknown } = {};
      loop.self = loop;
      const sent = [
        -0,
        Number.NaN,
        12345678901234567890n,
        'naïve 🧵 \ud800',
        undefined,
        null,
        new Uint8Array([1, 2, 255]),
        new Map([['k', new Set([1])]]),
        'x'.repeat(2_000_000),
        new Uint8Array(3_000_000).fill(9),
        loop,
      ];
      const got: unknown[] = [];
      for (const value of sent) got.push(await pool.submit(pooling.echo, value));
      await pool.shutdown();
      const [zero, nan, big, text, nothing, none, bytes, map, long, many, self] = got;
      return {
        zero: Object.is(zero, -0),
        nan: Number.isNaN(nan),
        big: big === sent[2],
        text: text === sent[3],
        nothing: nothing === undefined && none === null,
        bytes: [...(bytes as Uint8Array)],
        map: (map as Map<string, Set<number>>).get('k')?.has(1) ?? false,
        long: long === sent[8],
        many:
          (many as Uint8Array).every((byte) => byte === 9) && (many as Uint8Array).length === 3e6,
        loop: (self as typeof loop).self === self,
      };
    },
    expect: {
      zero: true,
      nan: true,
      big: true,
      text: true,
      nothing: true,
      bytes: [1, 2, 255],
      map: true,
      long: true,
      many: true,
      loop: true,
    },
  }),
  behaviour({
    id: 'executor.shared',
    title: 'a lock, a queue and a value as arguments are the caller’s own',
    about: 'executor',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Lock, Queue, Value }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const [lock, balance] = [new Lock(), new Value('i32', 0)];
      const calls = [1, 2, 3].map(() => pool.submit(pooling.deposit, lock, balance, 100));
      await Promise.all(calls);
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const meeting = pool.submit(pooling.meet, arrived, go, 'there');
      const said = await arrived.get();
      const state = meeting.state;
      await go.put('go on');
      const back = (await pool.submit(pooling.echo, lock)) === lock;
      const seen = { balance: balance.value, said, state, result: await meeting, back };
      await pool.shutdown();
      return seen;
    },
    expect: { balance: 300, said: 'there', state: 'running', result: 'go on', back: true },
  }),
  behaviour({
    id: 'executor.transfer',
    title: 'bytes move to the thread and back; here they are gone',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor, transfer }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const first = new Uint8Array(1_000_000).fill(1);
      const sent = pool.with({ transfer: [first.buffer] }).submit(pooling.moveBack, first);
      const here = first.length;
      const back = await sent;
      const second = new Uint8Array(10).fill(2);
      const waiting = [1, 2, 3].map(() => pool.submit(pooling.add, 1, 1));
      const marked = pool.submit(pooling.moveBack, transfer(second));
      const then = second.length;
      const small = await marked;
      await Promise.all(waiting);
      await pool.shutdown();
      return {
        here,
        back: [back.length, back[0] ?? 0, back[1] ?? 0],
        then,
        small: [small.length, small[0] ?? 0, small[1] ?? 0],
      };
    },
    expect: { here: 0, back: [1_000_000, 7, 1], then: 0, small: [10, 7, 2] },
  }),
  behaviour({
    id: 'executor.cannot-send',
    title: 'an argument or a result that cannot cross fails its call alone, with the path to it',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const before = pool.submit(pooling.add, 1, 1);
      const argument = pool.submit(pooling.echo, { onDone: () => {} });
      const result = pool.submit(pooling.unsendable);
      const after = pool.submit(pooling.add, 2, 2);
      const seen = {
        argument: tools.error(await argument.exception()),
        result: tools.error(await result.exception()),
        others: [await before, await after],
      };
      await pool.shutdown();
      return {
        argument: [seen.argument.class, seen.argument.message],
        result: [seen.result.class, seen.result.message],
        others: seen.others,
      };
    },
    expect: {
      argument: ['CannotSendError', 'cannot send args[0].onDone: a function'],
      result: ['CannotSendError', 'cannot send result.list[1].callback: a function'],
      others: [2, 4],
    },
  }),
  behaviour({
    id: 'executor.runtime-objects',
    title:
      'a signal, a URL and the like stay in their thread: their call alone fails, with the path',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const sent = [
        { signal: new AbortController().signal },
        new URL('https://example.org/'),
        [new Headers()],
        new Response('text'),
      ];
      const calls = [
        ...sent.map((value) => pool.submit(pooling.echo, value)),
        pool.submit(pooling.place),
      ];
      const failures: unknown[] = [];
      for (const call of calls) failures.push(await call.exception());
      const next = await pool.submit(pooling.add, 2, 2);
      await pool.shutdown();
      return {
        failures: failures.map((failure) => tools.error(failure).message.replace(/;.*/, '')),
        next,
      };
    },
    expect: {
      failures: [
        'cannot send args[0].signal: an AbortSignal, which stays in its thread',
        'cannot send args[0]: a URL, which stays in its thread',
        'cannot send args[0][0]: a Headers, which stays in its thread',
        'cannot send args[0]: a Response, which stays in its thread',
        'cannot send result.at: a URL, which stays in its thread',
      ],
      next: 4,
    },
  }),
  behaviour({
    id: 'executor.cannot-move',
    title: 'what cannot move any more fails its call alone',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const bytes = new Uint8Array(8);
      const moved = pool.with({ transfer: [bytes.buffer] });
      const first = await moved.submit(pooling.moveBack, bytes);
      const again = await tools.thrownBy(() => moved.submit(pooling.moveBack, bytes));
      const behind = pool.submit(pooling.add, 1, 1);
      const waiting = await tools.thrownBy(() => moved.submit(pooling.echo, 1));
      const next = await behind;
      await pool.shutdown();
      return { first: first.length, again, waiting, next };
    },
    expect: { first: 8, again: 'CannotSendError', waiting: 'CannotSendError', next: 2 },
  }),
];
