import { describe, expect, it } from 'vitest';
import { drawBy, select } from '../coroutine/select.ts';
import { ShutDownError, TimeoutError } from '../errors.ts';
import { receiveThing, sendThing } from '../lock/sent.fixture.ts';
import type { Operation } from '../operation/operation.ts';
import type { Exploration } from '../testing/explore-steps.ts';
import { exploreThreads, type Threads, type ThreadsOptions } from '../testing/explored-threads.ts';
import { Channel } from './channel.ts';
import { buried, report, reported } from './reports.fixture.ts';
import { setSegment } from './segments.ts';
import { shareQueues } from './share.ts';

shareQueues();
setSegment(1);

/** A send at a rendezvous is some sixty steps: all orders of two would be millions. */
const preemptions = 2;

type Body = (channel: Channel<number>, threads: Threads) => void;

const readyBox = 2;

/** Main makes the channel and hands it to the others. */
function explore(
  capacity: number,
  main: Body,
  others: readonly Body[],
  options?: ThreadsOptions<'main' | 'other' | 'third'>,
): Promise<Exploration> {
  return exploreThreads<'main' | 'other' | 'third'>(
    (threads) => {
      const begun = (box: number) => (): void => {
        if (others[box] === undefined) return;
        const channel = receiveThing<Channel<number>>(threads, 'channel', { capacity }, box);
        threads.receive(readyBox + box);
        threads.mark();
        others[box](channel, threads);
      };
      return {
        main() {
          const channel = new Channel<number>({ capacity });
          for (const box of others.keys()) sendThing(threads, channel, box);
          for (const box of others.keys()) threads.send(1, readyBox + box);
          threads.mark();
          main(channel, threads);
        },
        other: begun(0),
        third: begun(1),
      };
    },
    { preemptions, ...options },
  );
}

/** Runs a step; what it gave, or `refused` if it was in vain. */
function unless<T>(
  reason: typeof ShutDownError | typeof TimeoutError,
  step: () => T,
): T | 'refused' {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof reason)) throw error;
    return 'refused';
  }
}

function settled<T>(threads: Threads, operation: Operation<T>): T {
  while (!operation._settled) threads.turn();
  return operation._outcome();
}

describe('a channel between two threads, with up to 2 preemptions', { timeout: 120_000 }, () => {
  it.each([0, 1])('with a capacity of %d gives the items in order', async (capacity) => {
    const { states } = await explore(
      capacity,
      (channel, threads) => {
        channel.sendSync(1);
        channel.sendSync(2);
        expect(reported(threads)).toEqual([1, 2]);
        expect(channel.tryReceive()).toBeUndefined();
      },
      [(channel, threads) => report(threads, [channel.receiveSync(), channel.receiveSync()])],
    );
    expect(states).toBeGreaterThan(100);
  });

  it('a task that waits in its event loop is met by a call that blocks', async () => {
    await explore(
      0,
      (channel, threads) => {
        expect(settled(threads, channel.receive())).toBe(1);
        settled(threads, channel.send(2));
        expect(reported(threads)).toEqual([2]);
      },
      [
        (channel, threads) => {
          channel.sendSync(1);
          report(threads, [channel.receiveSync()]);
        },
      ],
    );
  });

  it('a send that is in time is received, or there for the next; one that is late is not', async () => {
    const ends = new Set<string>();
    await explore(
      0,
      (channel, threads) => {
        const isSent =
          unless(TimeoutError, () => channel.sendSync(1, { timeout: 1 })) !== 'refused';
        const got = reported(threads);
        const left = channel.tryReceive();
        expect(got.length + (left === undefined ? 0 : 1)).toBe(isSent ? 1 : 0);
        ends.add(`${isSent ? 'sent' : 'late'}, ${got.length > 0 ? 'received' : 'gave up'}`);
      },
      [
        (channel, threads) => {
          const item = unless(TimeoutError, () => channel.receiveSync({ timeout: 1 }));
          report(threads, item === 'refused' ? [] : [item]);
        },
      ],
    );
    expect([...ends].toSorted()).toEqual(['late, gave up', 'sent, gave up', 'sent, received']);
  });

  it('trySend is true only for an item that is received or there for the next', async () => {
    const ends = new Set<string>();
    await explore(
      0,
      (channel, threads) => {
        const isSent = channel.trySend(1);
        const got = reported(threads);
        const left = channel.tryReceive();
        expect(got.length + (left === undefined ? 0 : 1)).toBe(isSent ? 1 : 0);
        ends.add(`${isSent} ${got.length}`);
      },
      [
        (channel, threads) => {
          const item = unless(TimeoutError, () => channel.receiveSync({ timeout: 1 }));
          report(threads, item === 'refused' ? [] : [item]);
        },
      ],
    );
    expect([...ends].toSorted()).toEqual(['false 0', 'true 0', 'true 1']);
  });

  it.each([0, 1])(
    'with a capacity of %d, what was sent before close is received, and nothing after',
    async (capacity) => {
      const ends = new Set<string>();
      await explore(
        capacity,
        (channel, threads) => {
          const isSent = unless(ShutDownError, () => channel.sendSync(1)) !== 'refused';
          const got = reported(threads);
          expect(got).toEqual(isSent ? [1] : []);
          ends.add(String(isSent));
        },
        [
          (channel, threads) => {
            const receiving = capacity === 0 ? channel.receive() : undefined;
            receiving?._observe({ settled() {} }); // it may fail
            channel.close();
            const got: number[] = [];
            unless(ShutDownError, () => {
              if (receiving !== undefined) got.push(settled(threads, receiving));
              for (;;) got.push(channel.receiveSync());
            });
            report(threads, got);
          },
        ],
      );
      expect([...ends].toSorted()).toEqual(['false', 'true']);
    },
  );

  it('two selects that could each do both meet: one sends what the other receives', async () => {
    const ends = new Set<string>();
    const undo = drawBy(() => 0);
    try {
      await explore(
        0,
        (channel, threads) => {
          const { key, value } = settled(
            threads,
            select({ sent: channel.sending(1), received: channel }),
          );
          const [theirs] = reported(threads);
          expect(key === 'sent' ? theirs : value).toBe(key === 'sent' ? 1 : 2);
          if (key === 'received') expect(theirs).toBe(0);
          expect([channel.tryReceive(), channel.trySend(3)]).toEqual([undefined, false]);
          ends.add(key);
        },
        [
          (channel, threads) => {
            const chosen = settled(
              threads,
              select({ sent: channel.sending(2), received: channel }),
            );
            report(threads, [chosen.key === 'received' ? chosen.value : 0]);
          },
        ],
      );
    } finally {
      undo();
    }
    expect([...ends].toSorted()).toEqual(['received', 'sent']);
  });
});

describe('a channel between three threads, with up to 2 preemptions', { timeout: 120_000 }, () => {
  it('two send and one receives: each item once', async () => {
    await explore(
      0,
      (channel, threads) => {
        const got = [channel.receiveSync(), channel.receiveSync()];
        expect(got.toSorted()).toEqual([1, 2]);
        reported(threads, 0);
        reported(threads, 1);
      },
      [1, 2].map((item) => (channel, threads) => {
        channel.sendSync(item);
        report(threads, [], item - 1);
      }),
    );
  });

  it('one sends and two receive: each item comes to one of them', async () => {
    await explore(
      0,
      (channel, threads) => {
        channel.sendSync(1);
        channel.sendSync(2);
        expect([...reported(threads, 0), ...reported(threads, 1)].toSorted()).toEqual([1, 2]);
      },
      [0, 1].map((box) => (channel, threads) => report(threads, [channel.receiveSync()], box)),
    );
  });

  it('a sender that dies at any step: its item is received, or is there for the next, or was not sent', async () => {
    const ends = new Set<string>();
    await explore(
      0,
      (channel, threads) => {
        const died = buried(threads, 'other');
        const got = reported(threads, 1);
        const left = drained(channel);
        ends.add(`${died ? 'dead' : 'done'} ${[...got, ...left].join(' ')}`);
      },
      [
        (channel) => void unless(TimeoutError, () => channel.sendSync(1, { timeout: 1 })),
        (channel, threads) => {
          const item = unless(TimeoutError, () => channel.receiveSync({ timeout: 1 }));
          report(threads, item === 'refused' ? [] : [item], 1);
        },
      ],
      { dies: 'other' },
    );
    expect([...ends].toSorted()).toEqual(['dead ', 'dead 1', 'done ', 'done 1']);
  });

  it('a sender that dies at any step leaves nothing that is for one alone who has given up', async () => {
    const asked = 4;
    const ends = new Set<string>();
    await explore(
      0,
      (channel, threads) => {
        const died = buried(threads, 'other');
        const got = reported(threads, 1);
        const left = drained(channel);
        threads.send(1, asked);
        expect(reported(threads, 2)).toEqual([]);
        ends.add(`${died ? 'dead' : 'done'}, received ${got}, left ${left}`);
      },
      [
        (channel) => void channel.trySend(1),
        (channel, threads) => {
          const item = unless(TimeoutError, () => channel.receiveSync({ timeout: 1 }));
          report(threads, item === 'refused' ? [] : [item], 1);
          threads.receive(asked);
          report(threads, drained(channel), 2);
        },
      ],
      { dies: 'other' },
    );
    expect([...ends].toSorted()).toEqual([
      'dead, received , left ',
      'dead, received , left 1',
      'dead, received 1, left ',
      'done, received , left ',
      'done, received , left 1',
      'done, received 1, left ',
    ]);
  });

  it('a receiver that dies at any step blocks nobody, and takes one item with it at most', async () => {
    const ends = new Set<string>();
    await explore(
      0,
      (channel, threads) => {
        const died = buried(threads, 'other');
        const sent = reported(threads, 1);
        const left = drained(channel);
        ends.add(`${died ? 'dead' : 'done'}, sent ${sent.length}, left ${left.length}`);
      },
      [
        (channel) => void unless(TimeoutError, () => channel.receiveSync({ timeout: 1 })),
        (channel, threads) => {
          const isSent = unless(TimeoutError, () => channel.sendSync(1, { timeout: 1 }));
          report(threads, isSent === 'refused' ? [] : [1], 1);
        },
      ],
      { dies: 'other' },
    );
    expect([...ends].toSorted()).toEqual([
      'dead, sent 0, left 0',
      'dead, sent 1, left 0',
      'dead, sent 1, left 1',
      'done, sent 0, left 0',
      'done, sent 1, left 0',
      'done, sent 1, left 1',
    ]);
  });
});

/** What is on its way to nobody. */
function drained(channel: Channel<number>): number[] {
  const all: number[] = [];
  for (let item = channel.tryReceive(); item !== undefined; item = channel.tryReceive())
    all.push(item);
  return all;
}
