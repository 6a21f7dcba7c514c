import { describe, expect, test } from 'vitest';
import { select } from '../coroutine/select.ts';
import { CannotSendError, InvalidStateError, ShutDownError, TimeoutError } from '../errors.ts';
import { Agent, joinMemory, thisAgent } from '../memory/agent.ts';
import { canStop } from '../memory/can-stop.fixture.ts';
import { installPlatform, platform } from '../realm.ts';
import { fromHandleOf, kindOf } from '../wire/kind.ts';
import { Channel } from './channel.ts';
import { shareQueues } from './share.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });
shareQueues();

const here = thisAgent();
const there = another('other');

function another(name: string): Agent {
  return new Agent(here.memory, Agent.enlist(here.memory, name));
}

/** Runs `body` with what another thread has: its objects on the same memory. */
function inThread<T>(agent: Agent, body: () => T): T {
  joinMemory(agent);
  try {
    return body();
  } finally {
    joinMemory(here);
  }
}
const inOther = <T>(body: () => T): T => inThread(there, body);

/** The other thread's object for a channel of this one. */
function sent<T>(channel: Channel<T>, agent: Agent = there): Channel<T> {
  const handle = kindOf(channel)!.toHandle(channel);
  return inThread(agent, () => fromHandleOf('channel', handle) as Channel<T>);
}

/** A channel as this thread has it, and as another has it. */
function shared<T>(capacity = 0): [mine: Channel<T>, theirs: Channel<T>] {
  const channel = new Channel<T>({ capacity });
  return [channel, sent(channel)];
}

describe('a channel that is handed over', () => {
  test('keeps its buffer and those who wait to send, in order', async () => {
    const channel = new Channel<number>({ capacity: 2, name: 'road' });
    for (const item of [1, 2]) channel.trySend(item);
    const sends = [channel.send(3), channel.send(4)];
    const theirs = sent(channel);
    expect([channel.size, theirs.size, theirs.capacity, theirs.name]).toEqual([2, 2, 2, 'road']);
    const got: number[] = [];
    while (got.length < 4) got.push(await inOther(() => theirs.receive()));
    await Promise.all(sends.map((send) => send.toPromise()));
    expect(got).toEqual([1, 2, 3, 4]);
  });

  test('without a buffer keeps those who wait to send: each until its item is received', async () => {
    const channel = new Channel<number>();
    const sends = [channel.send(1), channel.send(2)];
    const theirs = sent(channel);
    const states = (): boolean[] => sends.map((send) => send._settled);
    expect(inOther(() => theirs.tryReceive())).toBeUndefined();
    expect(states()).toEqual([false, false]);
    expect(await inOther(() => theirs.receive())).toBe(1);
    expect(states()).toEqual([true, false]);
    expect(await inOther(() => theirs.receive())).toBe(2);
    await sends[1];
  });

  test.each([0, 1])(
    'with a capacity of %d keeps those who wait to receive, in order',
    async (capacity) => {
      const channel = new Channel<number>({ capacity });
      const receives = [channel.receive(), channel.receive()];
      const theirs = sent(channel);
      for (const item of [1, 2]) await inOther(() => theirs.send(item));
      expect(await Promise.all(receives.map((receive) => receive.toPromise()))).toEqual([1, 2]);
    },
  );

  test('stays as it was if what waits to be sent cannot cross', async () => {
    const channel = new Channel<unknown>();
    const sending = channel.send(() => 1);
    expect(() => sent(channel)).toThrow(CannotSendError);
    expect([channel.shared, sending._settled]).toEqual([false, false]);
    expect(channel.tryReceive()).toBeTypeOf('function');
    await sending;
    expect(sent(channel).shared).toBe(true);
  });
});

describe('without a buffer, between threads', () => {
  test('a send ends only when somebody comes', async () => {
    const [mine, theirs] = shared<string>();
    const sending = mine.send('item');
    await expect(mine.send('late', { timeout: 5 })).rejects.toThrow(TimeoutError);
    expect(sending._settled).toBe(false);
    expect(await inOther(() => theirs.receive())).toBe('item');
    expect(sending._settled).toBe(true);
  });

  test('a send ends at once when somebody waits', async () => {
    const [mine, theirs] = shared<string>();
    const receiving = inOther(() => theirs.receive());
    mine.sendSync('item', { timeout: 0 });
    expect(await receiving).toBe('item');
    if (!canStop) return;
    expect(() => mine.sendSync('more', { timeout: 1 })).toThrow(TimeoutError);
    expect(() => mine.receiveSync({ timeout: 1 })).toThrow(TimeoutError); // nothing was left by the send that gave up
  });

  test('trySend counts a thread that waits as one, until it has taken what is on its way', async () => {
    const [mine, theirs] = shared<number>();
    expect(mine.trySend(0)).toBe(false);
    const receives = inOther(() => [theirs.receive(), theirs.receive()]);
    expect([mine.trySend(1), mine.trySend(2)]).toEqual([true, false]);
    expect(await receives[0]).toBe(1);
    expect(mine.trySend(2)).toBe(true);
    expect(await receives[1]).toBe(2);
    expect(mine.trySend(3)).toBe(false);
  });

  test('several threads that wait are so many', async () => {
    const [mine, theirs] = shared<number>();
    const third = another('third');
    const thirds = sent(mine, third);
    const receives = [inOther(() => theirs.receive()), inThread(third, () => thirds.receive())];
    expect([mine.trySend(1), mine.trySend(2), mine.trySend(3)]).toEqual([true, true, false]);
    const got = await Promise.all(receives.map((receive) => receive.toPromise()));
    expect(got.toSorted()).toEqual([1, 2]);
  });

  test('tryReceive takes from a sender of its own thread, and nothing that is on its way to another', async () => {
    const [mine, theirs] = shared<number>();
    const sending = mine.send(1);
    expect(inOther(() => theirs.tryReceive())).toBeUndefined();
    expect(mine.tryReceive()).toBe(1);
    expect(sending._settled).toBe(true);
    const receiving = inOther(() => theirs.receive());
    expect(mine.trySend(2)).toBe(true);
    expect(mine.tryReceive()).toBeUndefined();
    expect(await receiving).toBe(2);
  });

  test('who sends and then receives does not get its own item back', async () => {
    const [mine, theirs] = shared<string>();
    const receiving = inOther(() => theirs.receive());
    mine.sendSync('ping');
    if (canStop) expect(() => mine.receiveSync({ timeout: 5 })).toThrow(TimeoutError);
    const answer = mine.receive();
    expect(await receiving).toBe('ping');
    inOther(() => theirs.sendSync('pong'));
    expect(await answer).toBe('pong');
  });

  test('its size is 0, also while an item is on its way', async () => {
    const [mine, theirs] = shared<number>();
    const receiving = inOther(() => theirs.receive());
    mine.trySend(1);
    expect([mine.size, theirs.size]).toEqual([0, 0]);
    expect(await receiving).toBe(1);
  });

  test('items of one sender come in order, from tasks that wait and from calls that block', async () => {
    const [mine, theirs] = shared<number>();
    const sends = [1, 2, 3].map((item) => mine.send(item));
    const receives = inOther(() => [1, 2, 3].map(() => theirs.receive()));
    expect(await Promise.all(receives.map((one) => one.toPromise()))).toEqual([1, 2, 3]);
    await Promise.all(sends.map((one) => one.toPromise()));
  });

  test('an item whose receiver gave up just then is there for the next', async () => {
    const [mine, theirs] = shared<string>();
    const stop = new AbortController();
    const receiving = inOther(() => theirs.receive({ signal: stop.signal }));
    const sending = mine.send('item');
    expect(sending._settled).toBe(true);
    inOther(() => stop.abort(new Error('gave up')));
    await expect(receiving).rejects.toThrow('gave up');
    expect(mine.tryReceive()).toBe('item');
    expect(inOther(() => theirs.tryReceive())).toBeUndefined();
  });

  test('a send that gave up sends nothing', async () => {
    const [mine, theirs] = shared<string>();
    const stop = new AbortController();
    const sending = mine.send('given up', { signal: stop.signal });
    stop.abort(new Error('gave up'));
    await expect(sending).rejects.toThrow('gave up');
    const next = mine.send('next');
    expect(await inOther(() => theirs.receive())).toBe('next');
    await next;
  });

  test('an item that cannot cross is refused before anything is sent, with the path to it', async () => {
    const [mine, theirs] = shared<unknown>();
    const receiving = inOther(() => theirs.receive());
    expect(() => mine.trySend({ list: [1, () => 1] })).toThrow(CannotSendError);
    expect(() => mine.sendSync({ list: [1, () => 1] })).toThrow('.list[1]');
    mine.sendSync('good');
    expect(await receiving).toBe('good');
  });
});

describe('closed in one thread', () => {
  test('it ends those who wait to send in another', async () => {
    const [mine, theirs] = shared<number>();
    const sends = [mine.send(1), mine.send(2)];
    inOther(() => theirs.close());
    await Promise.all(sends.map((one) => expect(one).rejects.toThrow(ShutDownError)));
    expect(mine.closed).toBe(true);
    expect(() => mine.trySend(3)).toThrow(ShutDownError);
    expect(() => mine.close()).toThrow(ShutDownError);
    expect(() => mine.close()).toThrow('it was closed before');
  });

  test('it ends those who wait to receive in another', async () => {
    const [mine, theirs] = shared<number>();
    const receiving = inOther(() => theirs.receive());
    mine.close();
    await expect(receiving).rejects.toThrow(ShutDownError);
    expect(() => inOther(() => theirs.receiveSync())).toThrow(ShutDownError);
  });

  test.each([0, 2])('with a capacity of %d, what was sent before is received', async (capacity) => {
    const [mine, theirs] = shared<number>(capacity);
    const [first, second] = inOther(() => [theirs.receive(), theirs.receive()]);
    const isRefused = expect(second).rejects.toThrow(ShutDownError); // heard of from the beginning
    mine.sendSync(1);
    mine.close();
    expect(await first).toBe(1);
    await isRefused;
  });
});

describe('select between threads', () => {
  test('both ways in two threads: one sends what the other receives, and nothing is left', async () => {
    for (let round = 0; round < 20; round++) {
      const [mine, theirs] = shared<string>();
      const begin = (channel: Channel<string>, item: string) =>
        select({ sent: channel.sending(item), received: channel });
      const ways = [() => begin(mine, 'a'), () => inOther(() => begin(theirs, 'b'))];
      if (round % 2 === 1) ways.reverse();
      const items = round % 2 === 1 ? ['b', 'a'] : ['a', 'b'];
      const chosen = await Promise.all(ways.map((way) => way().toPromise()));
      const sender = chosen.findIndex(({ key }) => key === 'sent');
      const receiver = 1 - sender;
      expect(chosen[receiver]).toEqual({ key: 'received', value: items[sender] });
      expect(mine.trySend('x')).toBe(false);
      expect(mine.tryReceive()).toBeUndefined();
    }
  });

  test('it never receives what it sends itself', async () => {
    const [mine, theirs] = shared<string>();
    const alone = select({ sent: mine.sending('own'), received: mine }, { timeout: 10 });
    await expect(alone).rejects.toThrow(TimeoutError);
    const again = select({ sent: mine.sending('own'), received: mine });
    expect(again._settled).toBe(false);
    expect(await inOther(() => theirs.receive())).toBe('own');
    expect((await again).key).toBe('sent');
  });

  test('two of one thread meet each other', async () => {
    const [mine] = shared<string>();
    const first = select({ sent: mine.sending('first'), received: mine });
    const second = select({ sent: mine.sending('second'), received: mine });
    const keys = [(await first).key, (await second).key];
    expect(keys.toSorted()).toEqual(['received', 'sent']);
    expect([mine.trySend('x'), mine.tryReceive()]).toEqual([false, undefined]);
  });

  test('a send that was not chosen sends nothing', async () => {
    const [mine, theirs] = shared<string>();
    const other = new Channel<string>();
    const choosing = select({ sent: mine.sending('not sent'), other });
    other.trySend('chosen');
    expect(await choosing).toEqual({ key: 'other', value: 'chosen' });
    const next = mine.send('next');
    expect(await inOther(() => theirs.receive())).toBe('next');
    await next;
  });
});

test('a channel is not let go of while a task of this thread waits for it', () => {
  const [mine] = shared<number>();
  void mine
    .receive()
    .toPromise()
    .catch(() => {});
  expect(() => kindOf(mine)!.close!(mine, 'cannot close it')).toThrow(InvalidStateError);
  mine.close();
});
