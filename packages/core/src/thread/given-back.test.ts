import { afterEach, describe, expect, test, vi } from 'vitest';
import { CannotSendError, InvalidHandleError, MemoryFullError } from '../errors.ts';
import { Lock } from '../lock/lock.ts';
import { Agent } from '../memory/agent.ts';
import { collectedUntil } from '../collecting.fixture.ts';

import { Queue } from '../queue/queue.ts';
import { SharedArray } from '../value/shared-array.ts';
import { platform } from '../realm.ts';
import { Value } from '../value/value.ts';
import { dropHandleOf, type Shareable } from '../wire/kind.ts';
import { decode, discard, encode } from '../wire/value.ts';
import {
  another,
  arrive,
  everUsed,
  here,
  inThread,
  inUse,
  refs,
  send,
  stands,
  there,
  type Sent,
} from './two-agents.fixture.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** What is held here is no garbage, until it is let go of. */
const held: unknown[] = [];

function hold<T>(object: T): T {
  held.push(object);
  return object;
}

/** The garbage collector has worked, and was heard. */
async function collected(): Promise<void> {
  let told = false;
  const registry = hold(new FinalizationRegistry(() => (told = true)));
  (() => registry.register({}, undefined))();
  expect(await collectedUntil(() => told)).toBe(true);
}

const makers: [string, () => Shareable][] = [
  ['a lock', () => new Lock({ name: 'a' })],
  ['a queue', () => new Queue({ name: 'a' })],
  ['a value', () => new Value('i32', 5)],
  ['an array', () => new SharedArray('f64', 100)],
];

describe.each(makers)('the memory of %s', (_, make) => {
  test('is given back when no thread has it any more', async () => {
    held.length = 0;
    const sent = send(hold(make()));
    held.push(arrive(sent));
    await collected();
    expect(refs(sent)).toBe(2);
    held.shift();
    expect(await collectedUntil(() => refs(sent) === 1)).toBe(true);
    expect(stands(sent)).toBe(true);
    held.length = 0;
    expect(await collectedUntil(() => !stands(sent))).toBe(true);
  });

  test('stays while a handle is on its way, though nobody has it', async () => {
    held.length = 0;
    const sent = (() => send(make()))();
    expect(await collectedUntil(() => refs(sent) === 1)).toBe(true);
    await collected();
    hold(arrive(sent));
    expect(refs(sent)).toBe(1);
    expect(stands(sent)).toBe(true);
  });

  test('is given back when its only handle will not arrive', async () => {
    held.length = 0;
    const sent = (() => send(make()))();
    expect(await collectedUntil(() => refs(sent) === 1)).toBe(true);
    dropHandleOf(sent.kind, sent.data);
    expect(stands(sent)).toBe(false);
  });

  test('is no longer there for an old handle', async () => {
    held.length = 0;
    const sent = (() => send(make()))();
    dropHandleOf(sent.kind, sent.data);
    expect(await collectedUntil(() => !stands(sent))).toBe(true);
    expect(() => arrive(sent)).toThrow(InvalidHandleError);
  });
});

test('an old handle is refused though another of its like is where it leads', async () => {
  held.length = 0;
  const sent = (() => send(new Value('i32', 1, { lock: hold(new Lock()) })))();
  dropHandleOf(sent.kind, sent.data);
  expect(await collectedUntil(() => !stands(sent))).toBe(true);
  const again = send(hold(new Value('i32', 2, { lock: held[0] as Lock })));
  expect(again.data.slot).toBe(sent.data.slot);
  expect(() => arrive(sent)).toThrow(/is gone/);
  expect(refs(again)).toBe(2);
});

describe('who knows a slot', () => {
  test('is a thread, once, however many handles came and whichever object it has', async () => {
    held.length = 0;
    const lock = hold(new Lock());
    const handles = [send(lock), send(lock), send(lock)] as const;
    const [first] = handles;
    expect(refs(first)).toBe(4);
    (() => {
      hold(arrive(handles[0]));
      expect(arrive(handles[1]) === held[1]).toBe(true);
    })();
    expect(refs(first)).toBe(3);
    held.pop();
    // The old object is garbage, whether that was told or not, when the next handle comes.
    await collected();
    (() => hold(arrive(handles[2])))();
    await collected();
    expect(refs(first)).toBe(2);
    held.length = 1;
    expect(await collectedUntil(() => refs(first) === 1)).toBe(true);
  });

  test('is not the thread whose wait it is that ends, but one that waits or holds stays', async () => {
    held.length = 0;
    const lock = hold(new Lock());
    const sent = send(lock);
    const guard = lock.tryAcquire()!;
    let isGranted = false;
    (() => {
      const theirs = arrive(sent) as Lock;
      inThread(
        there,
        () => void theirs.acquire().then((got) => ((isGranted = true), got.release())),
      );
    })();
    await collected();
    expect(refs(sent)).toBe(2); // nothing but its wait keeps it
    guard.release();
    expect(await collectedUntil(() => isGranted && refs(sent) === 1)).toBe(true);
  });
});

describe('handles in a message', () => {
  test('count until it is read, once each', () => {
    held.length = 0;
    const [lock, value] = [hold(new Lock()), hold(new Value('i32', 1))];
    const sents = [send(lock), send(value)];
    for (const { kind, data } of sents) dropHandleOf(kind, data);
    const before = sents.map(refs);
    const wired = encode({ lock, again: [lock], value }, 'args');
    expect(sents.map(refs)).toEqual(before.map((count) => count + 1));
    hold(inThread(there, () => decode(wired)));
    expect(sents.map(refs)).toEqual([2, 2]);
  });

  test('do not, when it is not sent', () => {
    held.length = 0;
    const lock = hold(new Lock());
    const sent = send(lock);
    const queue = hold(new Queue<unknown>());
    queue.tryPut(() => 1); // what cannot cross
    expect(() => encode([lock, queue], 'args')).toThrow(CannotSendError);
    expect(refs(sent)).toBe(2);
    discard(encode([lock, lock], 'args'));
    expect(refs(sent)).toBe(2);
  });
});

describe('handles in the items of a shared queue', () => {
  /** A shared queue, and a lock to put into it. */
  function given(maxsize: number): {
    queue: Queue<unknown>;
    lock: Lock;
    sent: Sent;
    ofQueue: Sent;
  } {
    held.length = 0;
    const queue = hold(new Queue<unknown>({ maxsize }));
    const lock = hold(new Lock());
    const sent = send(lock);
    const ofQueue = send(queue);
    hold(arrive(ofQueue));
    return { queue, lock, sent, ofQueue };
  }

  test('count until it is got', () => {
    const { queue, lock, sent } = given(0);
    queue.tryPut([lock]);
    expect(refs(sent)).toBe(3);
    expect(queue.tryGet()).toEqual([lock]);
    expect(refs(sent)).toBe(2);
  });

  test('do not when there was no room, or it was shut down at once', () => {
    const { queue, lock, sent } = given(1);
    expect(queue.tryPut(lock)).toBe(true);
    expect(queue.tryPut(lock)).toBe(false);
    expect(refs(sent)).toBe(3);
    queue.shutdown({ immediate: true });
    expect(refs(sent)).toBe(2);
  });

  test('do not when what else is in the item cannot cross, or there is no memory for it', () => {
    const { queue, lock, sent } = given(0);
    const full = hold(new Queue<unknown>());
    full.tryPut(() => 1);
    expect(() => queue.tryPut([lock, full])).toThrow(CannotSendError);
    expect(refs(sent)).toBe(2);
    vi.spyOn(here.memory, 'grow').mockImplementation(() => {
      throw new MemoryFullError('shared memory is full');
    });
    expect(() => queue.tryPut([lock, new Uint8Array(100_000)])).toThrow(MemoryFullError);
    expect(refs(sent)).toBe(2);
  });

  test('do not when nobody knows the queue any more, whose items come back with it', async () => {
    const before = inUse();
    const sent = (() => {
      const { queue, lock, sent: ofLock, ofQueue } = given(0);
      for (let i = 0; i < 10; i++) queue.tryPut({ i, lock });
      held.length = 0;
      hold(lock);
      expect(refs(ofQueue)).toBe(2);
      return ofLock;
    })();
    expect(await collectedUntil(() => refs(sent) === 2)).toBe(true);
    dropHandleOf(sent.kind, sent.data);
    expect(inUse()).toBeLessThanOrEqual(before + 1);
  });
});

describe('of a thread that has died', () => {
  test('nothing is left: what only it knew is given back, what others know is theirs alone', () => {
    held.length = 0;
    const mortal = another('mortal');
    const [lock, other] = [hold(new Lock()), hold(new Lock())];
    const [sent, sentOther] = [send(lock), send(other)];
    hold(arrive(sent, mortal));
    const theirs = hold(inThread(mortal, () => send(hold(new Queue({ name: 'theirs' })))));
    inThread(mortal, () => dropHandleOf(theirs.kind, theirs.data));
    arrive(sentOther);
    expect([sent, theirs].map(refs)).toEqual([2, 1]);
    Agent.dismiss(here.memory, mortal);
    expect(refs(sent)).toBe(1);
    expect(stands(theirs)).toBe(false);
    expect(stands(sentOther)).toBe(true);
    expect(refs(sentOther)).toBe(2);
  });

  test('nothing is taken from the next one with its number, however late its own objects are collected', async () => {
    held.length = 0;
    const mortal = another('mortal');
    const sent = send(hold(new Lock()));
    let isCollected = false;
    const registry = new FinalizationRegistry(() => (isCollected = true));
    (() => registry.register(arrive(sent, mortal), undefined))();
    Agent.dismiss(here.memory, mortal);
    const next = another('next');
    expect(next.thread).toBe(mortal.thread);
    hold(arrive(send(held[0] as Lock), next));
    expect(refs(sent)).toBe(2);
    expect(await collectedUntil(() => isCollected)).toBe(true);
    await collected();
    expect(refs(sent)).toBe(2);
  });

  test('that may still run all is kept', () => {
    held.length = 0;
    const mortal = another('mortal');
    const sent = send(hold(new Lock()));
    hold(arrive(sent, mortal));
    Agent.dismiss(here.memory, mortal, true);
    expect(refs(sent)).toBe(2);
  });
});

test(
  'half a million locks that are shared and let go of leave nothing, and take little on the way',
  { timeout: 120_000 },
  async () => {
    held.length = 0;
    await collected();
    const before = inUse();
    for (let made = 1; made <= 500_000; made++) {
      const sent = send(new Lock());
      if (made % 10 === 0) arrive(sent);
      else dropHandleOf(sent.kind, sent.data);
      if (made % 1000 === 0) await turn();
    }
    expect(everUsed()).toBeLessThan(350_000);
    // Bun's collector takes whatever is left on the stack for a reference.
    expect(await collectedUntil(() => inUse() <= before + 20)).toBe(true);
  },
);

/** Only now the garbage collector's finds are told. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    platform().hop(resolve);
  });
}
