import { behaviour, type Behaviour } from '../behaviour.ts';

/** Channels within one thread, by Go's rules. */
export const channels: readonly Behaviour[] = [
  behaviour({
    id: 'channel.rendezvous',
    title: 'without a buffer, a send ends when its item has been received',
    about: 'channel',
    kind: 'normal',
    needs: [],
    async run({ Channel, spawn }, tools) {
      const channel = new Channel<string>();
      const sent: string[] = [];
      const sending = spawn(function* () {
        for (const item of ['a', 'b']) {
          yield* channel.send(item);
          sent.push(item);
        }
      });
      const seen: { sent: string[]; got?: string }[] = [];
      await tools.othersRan();
      seen.push({ sent: [...sent] });
      for (let i = 0; i < 2; i += 1) {
        const got = await channel.receive();
        await tools.othersRan();
        seen.push({ got, sent: [...sent] });
      }
      await sending;
      return { seen, capacity: channel.capacity, size: channel.size };
    },
    expect: {
      seen: [{ sent: [] }, { got: 'a', sent: ['a'] }, { got: 'b', sent: ['a', 'b'] }],
      capacity: 0,
      size: 0,
    },
  }),
  behaviour({
    id: 'channel.order',
    title: 'senders are received from, and receivers are served, in the order in which they came',
    about: 'channel',
    kind: 'normal',
    needs: [],
    async run({ Channel, spawn }, tools) {
      const channel = new Channel<number>();
      const senders = [1, 2, 3].map((item) =>
        spawn(function* () {
          yield* channel.send(item);
        }),
      );
      await tools.othersRan();
      const got = [await channel.receive(), await channel.receive(), await channel.receive()];
      for (const sender of senders) await sender;
      const served: string[] = [];
      const receivers = ['a', 'b', 'c'].map((name) =>
        spawn(function* () {
          served.push(`${name}${yield* channel.receive()}`);
        }),
      );
      await tools.othersRan();
      for (const item of [4, 5, 6]) await channel.send(item);
      for (const receiver of receivers) await receiver;
      return { got, served };
    },
    expect: { got: [1, 2, 3], served: ['a4', 'b5', 'c6'] },
  }),
  behaviour({
    id: 'channel.buffered',
    title: 'with a buffer, a send waits only while it is full',
    about: 'channel',
    kind: 'normal',
    needs: [],
    async run({ Channel, spawn }, tools) {
      const channel = new Channel<number>({ capacity: 2 });
      let sent = 0;
      const sending = spawn(function* () {
        for (const item of [1, 2, 3]) {
          yield* channel.send(item);
          sent = item;
        }
      });
      await tools.othersRan();
      const before = { sent, size: channel.size, capacity: channel.capacity };
      const got = [await channel.receive()];
      await sending;
      got.push(await channel.receive(), await channel.receive());
      return { before, got, sent, left: channel.size };
    },
    expect: {
      before: { sent: 2, size: 2, capacity: 2 },
      got: [1, 2, 3],
      sent: 3,
      left: 0,
    },
  }),
  behaviour({
    id: 'channel.try',
    title: 'trySend() sends only to one who waits, tryReceive() takes only from one who waits',
    about: 'channel',
    kind: 'normal',
    needs: [],
    async run({ Channel }) {
      const channel = new Channel<string>();
      const alone = [channel.trySend('nobody'), channel.tryReceive() ?? null];
      const receiving = channel.receive();
      const sent = [channel.trySend('a'), channel.trySend('b')];
      const sending = channel.send('c');
      const got = [await receiving, channel.tryReceive() ?? null, channel.tryReceive() ?? null];
      await sending;
      return { alone, sent, got };
    },
    expect: { alone: [false, null], sent: [true, false], got: ['a', 'c', null] },
  }),
  behaviour({
    id: 'channel.close',
    title: 'after close() what is in the buffer comes out, and for await and forEach end',
    about: 'channel',
    kind: 'normal',
    needs: [],
    async run({ Channel, spawn }, tools) {
      const [first, second] = [0, 1].map(() => new Channel<number>({ capacity: 2 }));
      for (const channel of [first!, second!]) {
        await channel.send(1);
        await channel.send(2);
        channel.close();
      }
      const iterated: number[] = [];
      for await (const item of first!) iterated.push(item);
      const each: number[] = [];
      await spawn(function* () {
        yield* second!.forEach((item) => void each.push(item));
      });
      return {
        iterated,
        each,
        closed: first!.closed,
        receive: await tools.thrownBy(() => first!.receive()),
        tryReceive: await tools.thrownBy(() => first!.tryReceive()),
      };
    },
    expect: {
      iterated: [1, 2],
      each: [1, 2],
      closed: true,
      receive: 'ShutDownError',
      tryReceive: 'ShutDownError',
    },
  }),
  behaviour({
    id: 'channel.sieve',
    title: 'the prime sieve: a chain of tasks with a channel between each two',
    about: 'channel',
    kind: 'normal',
    needs: [],
    async run({ Channel, TaskGroup, spawn }) {
      const primes: number[] = [];
      await spawn(function* () {
        const filters = new TaskGroup();
        yield* filters.run(function* () {
          let numbers = new Channel<number>();
          const first = numbers;
          filters.spawn(function* () {
            for (let n = 2; ; n += 1) yield* first.send(n);
          });
          while (primes.length < 20) {
            const prime = yield* numbers.receive();
            primes.push(prime);
            const [input, output] = [numbers, new Channel<number>()];
            filters.spawn(function* () {
              for (;;) {
                const n = yield* input.receive();
                if (n % prime !== 0) yield* output.send(n);
              }
            });
            numbers = output;
          }
          filters.cancel();
        });
      });
      return primes;
    },
    expect: [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71],
  }),
  behaviour({
    id: 'channel.select-both-ways',
    title: 'two tasks that select to send to each other and to receive from each other meet once',
    about: 'channel',
    kind: 'normal',
    needs: [],
    async run({ Channel, select, spawn }) {
      const channel = new Channel<string>();
      const rounds: string[] = [];
      for (let round = 0; round < 10; round += 1) {
        const pair = ['ping', 'pong'].map((item) =>
          spawn(function* () {
            const chosen = yield* select({ sent: channel.sending(item), got: channel });
            return chosen.key === 'got' ? `got ${chosen.value}` : `sent ${item}`;
          }),
        );
        const ends = [await pair[0]!, await pair[1]!];
        rounds.push(
          ends
            .map((end) => end.split(' ')[0])
            .toSorted()
            .join(' '),
        );
        const items = new Set(ends.map((end) => end.split(' ')[1]));
        if (items.size > 1) rounds.push(`not the same item: ${ends.join(', ')}`);
      }
      return {
        rounds: [...new Set(rounds)],
        left: [channel.tryReceive() ?? null, channel.trySend('nobody')],
      };
    },
    expect: { rounds: ['got sent'], left: [null, false] },
  }),
  behaviour({
    id: 'channel.select-itself',
    title: 'a select() never receives what it sends itself: it waits for another',
    about: 'channel',
    kind: 'normal',
    needs: [],
    async run({ Channel, select }, tools) {
      const channel = new Channel<string>();
      const bothWays = () => ({ sent: channel.sending('mine'), got: channel });
      const alone = await tools.thrownBy(() => select(bothWays(), { timeout: 5 }));
      const receiving = select(bothWays());
      const sent = channel.trySend('theirs');
      const sending = select(bothWays());
      const got = channel.tryReceive() ?? null;
      return {
        alone,
        sent,
        got,
        chosen: [(await receiving).key, (await sending).key],
        left: [channel.tryReceive() ?? null, channel.trySend('nobody')],
      };
    },
    expect: {
      alone: 'TimeoutError',
      sent: true,
      got: 'mine',
      chosen: ['got', 'sent'],
      left: [null, false],
    },
  }),
  behaviour({
    id: 'channel.select-leaves',
    title: 'what select() does not choose is neither sent nor received',
    about: 'channel',
    kind: 'normal',
    needs: [],
    async run({ Channel, select }) {
      const input = new Channel<number>({ capacity: 200 });
      const output = new Channel<number>({ capacity: 200 });
      const unheard = new Channel<number>();
      const counts = { input: 0, output: 0 };
      for (let i = 0; i < 200; i += 1) {
        input.trySend(i);
        const ways = { input, output: output.sending(i), unheard: unheard.sending(i) };
        const { key } = await select(ways);
        if (key !== 'unheard') counts[key] += 1;
      }
      return {
        input: input.size === 200 - counts.input,
        output: output.size === counts.output,
        unheard: unheard.tryReceive() ?? null,
        both: counts.input > 0 && counts.output > 0,
      };
    },
    expect: { input: true, output: true, unheard: null, both: true },
  }),
  behaviour({
    id: 'channel.given-up',
    title: 'a send or a receive that is given up leaves nothing: the next in line is served',
    about: 'channel',
    kind: 'given-up',
    needs: [],
    async run({ Channel, spawn }, tools) {
      const channel = new Channel<string>({ name: 'jobs' });
      const late = await tools.failureOf(() => channel.send('late', { timeout: 5 }));
      const abort = new AbortController();
      const aborted = tools.thrownBy(() => channel.receive({ signal: abort.signal }));
      const next = channel.receive();
      abort.abort(new RangeError('enough'));
      const cancelled = spawn(function* () {
        yield* channel.receive();
      });
      await tools.othersRan();
      cancelled.cancel();
      const ended = await tools.thrownBy(() => cancelled);
      const sent = [channel.trySend('a'), channel.trySend('b')];
      return {
        late: late === 'nothing' ? late : [late.class, late.message.includes('"jobs"')],
        aborted: await aborted,
        cancelled: ended,
        next: await next,
        sent,
        left: channel.tryReceive() ?? null,
      };
    },
    expect: {
      late: ['TimeoutError', true],
      aborted: 'RangeError',
      cancelled: 'CancelledError',
      next: 'a',
      sent: [true, false],
      left: null,
    },
  }),
  behaviour({
    id: 'channel.closed',
    title: 'close() refuses who waits, and every later send; a second close() is refused',
    about: 'channel',
    kind: 'bad-input',
    needs: [],
    async run({ Channel, select }, tools) {
      const [sent, received] = [new Channel<string>({ name: 'jobs' }), new Channel<string>()];
      const waiting = [
        tools.thrownBy(() => sent.send('a')),
        tools.thrownBy(() => select({ sent: sent.sending('b'), received })),
        tools.thrownBy(() => received.receive()),
      ];
      sent.close();
      received.close();
      const again = await tools.failureOf(() => sent.close());
      return {
        waiting: await Promise.all(waiting),
        later: [
          await tools.thrownBy(() => sent.send('c')),
          await tools.thrownBy(() => sent.trySend('c')),
          await tools.thrownBy(() => select({ sent: sent.sending('c') })),
          await tools.thrownBy(() => select({ received })),
        ],
        again: again === 'nothing' ? again : { class: again.class, says: again.message },
      };
    },
    expect: {
      waiting: Array.from({ length: 3 }, () => 'ShutDownError'),
      later: Array.from({ length: 4 }, () => 'ShutDownError'),
      again: {
        class: 'ShutDownError',
        says: 'cannot close channel "jobs": it was closed before; let one task close it, after the last send',
      },
    },
  }),
  behaviour({
    id: 'channel.bad-options',
    title: 'options of the wrong kind are refused',
    about: 'channel',
    kind: 'bad-input',
    needs: [],
    async run({ Channel }, tools) {
      return [
        await tools.thrownBy(() => new Channel({ capacity: 'ten' as never })),
        await tools.thrownBy(() => new Channel({ capacity: -1 })),
        await tools.thrownBy(() => new Channel({ capacity: Infinity })),
        await tools.thrownBy(() => new Channel({ name: 5 as never })),
        await tools.thrownBy(() => new Channel().send(1, { timeout: -1 })),
        await tools.thrownBy(() => new Channel().forEach(5 as never)),
      ];
    },
    expect: Array.from({ length: 6 }, () => 'InvalidArgumentError'),
  }),
];
