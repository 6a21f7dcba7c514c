import { array, assert, constant, nat, oneof, property, record, uniqueArray } from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { drawBy, select, type Selectables } from '../coroutine/select.ts';
import { spawn } from '../coroutine/spawn.ts';
import { ShutDownError, TimeoutError } from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { installPlatform, platform } from '../realm.ts';
import { after } from '../time/after.ts';
import { Channel } from './channel.ts';

// As a runtime whose threads may block.
installPlatform({ ...platform(), name: 'test', missing: {} });

describe('select over channels', () => {
  test('a channel stands for receive, sending(item) for a send', async () => {
    const [input, output] = [new Channel<string>(), new Channel<number>()];
    const choosing = select({ input, output: output.sending(1) });
    expectTypeOf(choosing).toEqualTypeOf<
      Operation<
        | { readonly key: 'input'; readonly value: string }
        | { readonly key: 'output'; readonly value: void }
      >
    >();
    expect(input.trySend('a')).toBe(true);
    expect(await choosing).toEqual({ key: 'input', value: 'a' });
    expect(output.tryReceive()).toBeUndefined(); // the send that was not chosen sends nothing

    const again = select({ input, output: output.sending(2) });
    expect(output.tryReceive()).toBe(2);
    expect(await again).toEqual({ key: 'output', value: undefined });
    expect(input.trySend('b')).toBe(false); // nobody is left in its line
  });

  test('what can be done at once is done at once, also with a time of 0', async () => {
    const [a, b] = [new Channel<string>(), new Channel<string>()];
    await expect(select({ a, b: b.sending('late') }, { timeout: 0 })).rejects.toThrow(TimeoutError);
    const sending = a.send('a');
    expect(await select({ a, b: b.sending('x') }, { timeout: 0 })).toEqual({
      key: 'a',
      value: 'a',
    });
    await sending;
    const receiving = b.receive();
    expect((await select({ a, b: b.sending('y') }, { timeout: 0 })).key).toBe('b');
    expect(await receiving).toBe('y');
  });

  test('a select is served in its turn, before and behind single sends and receives', async () => {
    const channel = new Channel<number>();
    const receiving = [
      channel.receive(),
      select({ channel, late: after(60_000) }),
      channel.receive(),
    ];
    for (const item of [1, 2, 3]) expect(channel.trySend(item)).toBe(true);
    expect(await Promise.all(receiving)).toEqual([1, { key: 'channel', value: 2 }, 3]);
    const sending = [
      channel.send(4),
      select({ sent: channel.sending(5), late: after(60_000) }),
      channel.send(6),
    ];
    expect([channel.tryReceive(), channel.tryReceive(), channel.tryReceive()]).toEqual([4, 5, 6]);
    await Promise.all(sending);
  });

  test('one sending may serve many selects', async () => {
    const channel = new Channel<string>({ capacity: 3 });
    const again = channel.sending('again');
    for (let i = 0; i < 3; i++) await select({ again });
    expect([channel.tryReceive(), channel.tryReceive(), channel.tryReceive()]).toEqual([
      'again',
      'again',
      'again',
    ]);
    expect(channel.size).toBe(0);
  });

  test('given up, it leaves nothing: no item, and nobody in line', async () => {
    const [a, b] = [new Channel<string>(), new Channel<string>()];
    const both = { a, b: b.sending('never') };
    await expect(select(both, { timeout: 1 })).rejects.toThrow(
      /b \(send on channel#\d+\).* timed out after 1 ms: .*a: nobody is at its other end/,
    );
    const abort = new AbortController();
    const aborted = select(both, { signal: abort.signal });
    abort.abort(new RangeError('enough'));
    await expect(aborted).rejects.toThrow('enough');
    const task = spawn(() => select(both));
    await spawn(() => {});
    task.cancel();
    await expect(task).rejects.toThrow('was cancelled');
    expect([a.trySend('a'), b.tryReceive()]).toEqual([false, undefined]);
  });
});

describe('select on a channel both ways', () => {
  const bothWays = (channel: Channel<string>, item: string) =>
    select({ sent: channel.sending(item), got: channel });

  test('never receives what it sends itself, and waits', async () => {
    const channel = new Channel<string>();
    await expect(
      select({ sent: channel.sending('mine'), got: channel }, { timeout: 1 }),
    ).rejects.toThrow(TimeoutError);
    expect([channel.size, channel.tryReceive()]).toEqual([0, undefined]);
  });

  test.each<[string, (channel: Channel<string>) => unknown]>([
    ['trySend', (channel) => expect(channel.trySend('theirs')).toBe(true)],
    ['send', (channel) => channel.send('theirs', { timeout: 0 })],
    ['sendSync', (channel) => channel.sendSync('theirs')],
    ['select', (channel) => select({ only: channel.sending('theirs') }, { timeout: 0 })],
  ])('meets a %s', async (_, send) => {
    const channel = new Channel<string>();
    const choosing = bothWays(channel, 'mine');
    await send(channel);
    expect(await choosing).toEqual({ key: 'got', value: 'theirs' });
    expect([channel.tryReceive(), channel.trySend('nobody')]).toEqual([undefined, false]);
  });

  test.each<[string, (channel: Channel<string>) => unknown]>([
    ['tryReceive', (channel) => channel.tryReceive()],
    ['receive', (channel) => channel.receive({ timeout: 0 })],
    ['receiveSync', (channel) => channel.receiveSync()],
    ['select', async (only) => (await select({ only }, { timeout: 0 })).value],
  ])('meets a %s', async (_, receive) => {
    const channel = new Channel<string>();
    const choosing = bothWays(channel, 'mine');
    expect(await receive(channel)).toBe('mine');
    expect(await choosing).toEqual({ key: 'sent', value: undefined });
    expect([channel.tryReceive(), channel.trySend('nobody')]).toEqual([undefined, false]);
  });

  test('meets another of its kind, one of several: then the two are gone', async () => {
    const channel = new Channel<string>();
    for (let round = 0; round < 20; round++) {
      const pair = await Promise.all([bothWays(channel, 'ping'), bothWays(channel, 'pong')]);
      expect(pair.map(({ key }) => key).toSorted()).toEqual(['got', 'sent']);
      const receiver = pair.findIndex(({ key }) => key === 'got');
      expect(pair[receiver]!.value).toBe(['pong', 'ping'][receiver]); // what the other one has sent
    }
    expect([channel.tryReceive(), channel.trySend('nobody')]).toEqual([undefined, false]);
  });

  test('with several sends: one of them, and the others are withdrawn', async () => {
    const channel = new Channel<string>();
    const choosing = select({
      a: channel.sending('a'),
      b: channel.sending('b'),
      got: channel,
      c: channel.sending('c'),
    });
    expect(channel.tryReceive()).toBe((await choosing).key);
    expect(channel.tryReceive()).toBeUndefined();
  });

  test('of two channels, crosswise: one item goes across, not two', async () => {
    const [x, y] = [new Channel<string>(), new Channel<string>()];
    for (let round = 0; round < 20; round++) {
      const [first, second] = await Promise.all([
        select({ sent: x.sending('from the first'), got: y }),
        select({ sent: y.sending('from the second'), got: x }),
      ]);
      const expected =
        first.key === 'sent'
          ? [{ key: 'sent' }, { key: 'got', value: 'from the first' }]
          : [{ key: 'got', value: 'from the second' }, { key: 'sent' }];
      expect([first, second]).toMatchObject(expected);
      for (const channel of [x, y]) {
        expect([channel.tryReceive(), channel.trySend('nobody')]).toEqual([undefined, false]);
      }
    }
  });

  test('of a channel with a buffer: what its fill allows', async () => {
    const channel = new Channel<string>({ capacity: 1 });
    expect((await bothWays(channel, 'a')).key).toBe('sent');
    expect(await bothWays(channel, 'b')).toEqual({ key: 'got', value: 'a' });
    expect(channel.size).toBe(0);
  });

  test('closed meanwhile: it fails', async () => {
    const channel = new Channel<string>({ name: 'x' });
    const choosing = bothWays(channel, 'a');
    channel.close();
    await expect(choosing).rejects.toThrow(/^cannot send on channel "x": it was closed$/);
  });
});

describe('select on a closed channel', () => {
  test('gives what is in the buffer, and then fails, as receive does', async () => {
    const [closed, open] = [new Channel<string>({ capacity: 1 }), new Channel<string>()];
    closed.trySend('last');
    closed.close();
    expect(await select({ closed, open })).toEqual({ key: 'closed', value: 'last' });
    await expect(select({ closed, open })).rejects.toThrow(ShutDownError);
  });

  test.each([0, 1])('with %i places fails to send', async (capacity) => {
    const [closed, open] = [new Channel<string>({ capacity }), new Channel<string>()];
    closed.close();
    await expect(select({ put: closed.sending('a'), open })).rejects.toThrow(ShutDownError);
    expect(closed.size).toBe(0);
  });

  test.each([0, 1])('that has %i places and is closed meanwhile fails', async (capacity) => {
    for (const way of ['receive', 'send']) {
      const [closing, open] = [new Channel<string>({ capacity }), new Channel<string>()];
      if (way === 'send' && capacity > 0) closing.trySend('full');
      const what = way === 'send' ? closing.sending('a') : closing;
      const choosing = select({ what, open });
      closing.close();
      await expect(choosing).rejects.toThrow(ShutDownError);
      expect(open.trySend('nobody')).toBe(false);
      const left = way === 'send' && capacity > 0 ? ['full'] : [];
      for await (const item of closing) expect(item).toBe(left.pop());
      expect(left).toEqual([]);
    }
  });
});

/** How likely each outcome of `choose` is, whatever the dice: every row of draws once, each with its likelihood. */
async function likelihoods(choose: () => Promise<string>): Promise<Record<string, number>> {
  const likely: Record<string, number> = {};
  const rows: number[][] = [[]];
  for (let row = rows.pop(); row !== undefined; row = rows.pop()) {
    let [drawn, share] = [0, 1];
    const asBefore = drawBy((count) => {
      share /= count;
      if (drawn === row.length) {
        for (let next = 1; next < count; next++) rows.push([...row, next]);
        row.push(0);
      }
      return row[drawn++]!;
    });
    try {
      const outcome = await choose();
      likely[outcome] = (likely[outcome] ?? 0) + share;
    } finally {
      asBefore();
    }
  }
  return likely;
}

describe('of channels that are always ready', () => {
  test('each is as likely to be drawn', async () => {
    const likely = await likelihoods(async () => {
      const [a, b, never] = [new Channel<number>({ capacity: 1 }), new Channel(), new Channel()];
      const [c, d] = [new Channel<number>(), new Channel<number>({ capacity: 1 })];
      a.trySend(1);
      const sending = b.send(2, { timeout: 60_000 }).catch(() => {});
      const receiving = c.receive({ timeout: 60_000 }).catch(() => {});
      const ways = { a, never, b, c: c.sending(3), d: d.sending(4) };
      const { key } = await select(ways);
      expect(a.size + d.size).toBe(key === 'a' ? 0 : key === 'd' ? 2 : 1);
      for (const channel of [b, c]) channel.close();
      await Promise.all([sending, receiving]);
      return key;
    });
    expect(Object.keys(likely).toSorted()).toEqual(['a', 'b', 'c', 'd']);
    for (const share of Object.values(likely)) expect(share).toBeCloseTo(1 / 4, 10);
  });
});

test('any order of sends, receives, selects and give-ups loses nothing and doubles nothing', () => {
  const on = nat(2);
  const keys = uniqueArray(nat(5), { minLength: 1, maxLength: 6 });
  const step = oneof(
    record({ do: constant('send' as const), on }),
    record({ do: constant('receive' as const), on }),
    record({ do: constant('select' as const), keys }),
    record({ do: constant('select' as const), keys }),
    record({ do: constant('give up' as const), which: nat(7) }),
  );
  interface Waiting {
    keys: readonly string[];
    operation: Operation<{ key: string; value: unknown }>;
    abort: AbortController;
    item: number;
  }
  assert(
    property(array(step, { maxLength: 60 }), (steps) => {
      const channels = [0, 0, 1].map((capacity) => new Channel<number>({ capacity }));
      const sent: number[][] = [[], [], []];
      const got: number[][] = [[], [], []];
      let items = 0;
      let waiting: Waiting[] = [];

      const settle = (): void => {
        for (const { operation, item } of waiting) {
          if (operation._state !== 1) continue;
          const { key, value } = operation._outcome();
          const at = Number(key.at(-1));
          if (key.startsWith('got')) got[at]!.push(value as number);
          else sent[at]!.push(item);
        }
        waiting = waiting.filter(({ operation }) => !operation._settled);
        for (const [at, channel] of channels.entries()) {
          const senders = waiting.filter((one) => one.keys.includes(`sent${at}`));
          const receivers = waiting.filter((one) => one.keys.includes(`got${at}`));
          // Whoever could meet has met.
          if (channel.capacity > 0) {
            if (senders.length > 0) expect(channel.size).toBe(1);
            if (receivers.length > 0) expect(channel.size).toBe(0);
          } else {
            for (const one of senders) {
              for (const other of receivers) expect(other).toBe(one);
            }
            expect(got[at]).toEqual(sent[at]);
          }
          expect(sent[at]!.length - got[at]!.length).toBe(channel.size);
        }
      };

      for (const one of steps) {
        const before = [...waiting];
        if (one.do === 'send') {
          const channel = channels[one.on]!;
          const first = before.find((other) => other.keys.includes(`got${one.on}`));
          const isReady = channel.capacity > 0 ? channel.size === 0 : first !== undefined;
          const item = ++items;
          expect(channel.trySend(item)).toBe(isReady);
          if (isReady) sent[one.on]!.push(item);
          if (isReady && first !== undefined) {
            expect(first.operation._outcome()).toEqual({ key: `got${one.on}`, value: item });
          }
        } else if (one.do === 'receive') {
          const channel = channels[one.on]!;
          const first = before.find((other) => other.keys.includes(`sent${one.on}`));
          const item = channel.tryReceive();
          if (channel.capacity === 0) expect(item).toBe(first?.item);
          if (item !== undefined) got[one.on]!.push(item);
          if (first !== undefined) expect(first.operation._outcome().key).toBe(`sent${one.on}`);
        } else if (one.do === 'select') {
          const item = ++items;
          const all: [string, Selectables[string]][] = channels.flatMap((channel, at) => [
            [`sent${at}`, channel.sending(item)],
            [`got${at}`, channel],
          ]);
          const open = one.keys.map((n) => all[n]!);
          const abort = new AbortController();
          const operation = select(Object.fromEntries(open), { signal: abort.signal });
          waiting.push({ keys: open.map(([key]) => key), operation, abort, item });
        } else {
          const chosen = waiting[one.which % Math.max(waiting.length, 1)];
          chosen?.operation.catch(() => {});
          chosen?.abort.abort();
        }
        settle();
      }

      // Everybody leaves: nothing stays behind in any line.
      for (const { operation, abort } of waiting) {
        operation.catch(() => {});
        abort.abort();
      }
      for (const [at, channel] of channels.entries()) {
        const left = channel.tryReceive();
        expect([...got[at]!, ...(left === undefined ? [] : [left])]).toEqual(sent[at]);
        expect([channel.size, channel.trySend(0)]).toEqual([0, channel.capacity > 0]);
      }
    }),
    { numRuns: 500 },
  );
});
