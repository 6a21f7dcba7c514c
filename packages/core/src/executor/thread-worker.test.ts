import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MemoryFullError, ThreadDiedError } from '../errors.ts';
import { Agent, thisAgent } from '../memory/agent.ts';
import { platform } from '../realm.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { slotWords, stopState, threadWords } from '../memory/layout.ts';
import { giveBackLost } from '../thread/death.ts';
import type { Future } from './future.ts';
import { ThreadPoolExecutor } from './thread-pool-executor.ts';
import {
  blocksInUse,
  byMessage,
  echo,
  played,
  type PlayedThread,
} from './played-thread.fixture.ts';
import { onTheirWay, Ticket } from '../thread/ticket.fixture.ts';

// A pool of threads as their creator sees it; what the threads do is said by the test.

beforeEach(() => {
  played.length = 0;
});
afterEach(() => {
  vi.restoreAllMocks();
  expect(onTheirWay).toBe(0);
});

function made(tasksPerWorker = 1): ThreadPoolExecutor {
  return new ThreadPoolExecutor({ maxWorkers: 1, tasksPerWorker });
}

function states(futures: readonly Future<unknown>[]): string[] {
  for (const future of futures) if (future.state === 'failed') future._looked();
  return futures.map(({ state }) => state);
}

/** What the threads do while their creator is blocked. Called more often than that, the creator would be blocked for ever. */
function whileBlocked(...steps: (() => void)[]): void {
  vi.spyOn(Agent.prototype, 'park').mockImplementation(() => {
    const step = steps.shift();
    if (step === undefined) throw new Error('blocked for ever');
    step();
    return true as never;
  });
}

describe('a done callback that blocks for another call', () => {
  test('while the thread is found dead that had it: another thread runs it', async () => {
    const pool = made();
    const [first, second] = [pool.submit(echo, 1), pool.submit(echo, 2)];
    played[0]!.begins();
    const call = played[0]!.next()!;
    let got: unknown;
    first.addDoneCallback(() => {
      const another = pool.submit(echo, 3);
      whileBlocked(
        () => played[1]!.begins().runs(),
        () => played[1]!.runs(),
      );
      got = [second.resultSync(), another.resultSync()];
    });
    played[0]!.answers(call);
    played[0]!.dies();
    expect(got).toEqual([2, 3]);
    expect(states([first, second])).toEqual(['done', 'done']);
    await pool.shutdown({ wait: false });
  });

  test('of those that have died with the thread: each of them has failed', async () => {
    const pool = made(2);
    const [first, second] = [pool.submit(echo, 1), pool.submit(echo, 2)];
    await Promise.resolve();
    played[0]!.begins();
    expect([played[0]!.next()?.number, played[0]!.next()?.number]).toEqual([0, 1]);
    let thrown: unknown;
    first.addDoneCallback(() => {
      whileBlocked();
      try {
        second.resultSync();
      } catch (error) {
        thrown = error;
      }
    });
    played[0]!.dies();
    expect(thrown).toBeInstanceOf(ThreadDiedError);
    expect(states([first, second])).toEqual(['failed', 'failed']);
    await pool.shutdown({ wait: false });
  });

  test('that waits for the thread which has just answered: it gets it', async () => {
    const pool = made();
    const [first, second] = [pool.submit(echo, 1), pool.submit(echo, 2)];
    const [third] = [pool.submit(echo, 3)];
    played[0]!.begins();
    let got: unknown;
    first.addDoneCallback(() => {
      whileBlocked(
        () => played[0]!.runs(),
        () => played[0]!.runs(),
      );
      got = [second.resultSync(), third.resultSync()];
    });
    played[0]!.answers(played[0]!.next()!);
    played[0]!.heard();
    expect(got).toEqual([2, 3]);
    await pool.shutdown({ wait: false });
  });
});

test('what a thread has said before it was found dead changes nothing: its lane is another’s', async () => {
  const pool = made(2);
  const first = pool.submit(echo, 'first');
  const second = pool.submit(echo, 'second');
  await Promise.resolve();
  played[0]!.begins().next();
  played[0]!.dies();
  expect(states([first])).toEqual(['failed']);
  played[1]!.begins().dies();
  const third = pool.submit(echo, 'third');
  await Promise.resolve();
  const [, later] = [played[2]!.begins().next(), played[2]!.next()];
  expect(later!.args).toEqual(['third']);
  played[2]!.answers(later!);
  played[0]!.heard();
  expect(states([second, third])).toEqual(['running', 'running']);
  played[2]!.heard();
  expect(states([second, third])).toEqual(['running', 'done']);
  await pool.shutdown({ wait: false });
});

describe('handles in a call whose arguments come by message', () => {
  test('are given back with a thread that dies before it hears that the call was taken back', async () => {
    const pool = made(2);
    const running = pool.submit(echo, 0);
    played[0]!.begins().next();
    const letter = pool.submit(echo, byMessage(), new Ticket());
    expect([onTheirWay, letter.cancel()]).toEqual([1, true]);
    played[0]!.dies();
    expect(states([running, letter])).toEqual(['failed', 'cancelled']);
    expect(onTheirWay).toBe(0);
    await pool.shutdown({ wait: false });
  });

  test('are given back once, if it had heard', async () => {
    const pool = made(2);
    pool.submit(echo, 0);
    const call = played[0]!.begins().next()!;
    const letter = pool.submit(echo, byMessage(), new Ticket());
    await Promise.resolve();
    letter.cancel();
    played[0]!.reads();
    played[0]!.answers(call);
    expect(onTheirWay).toBe(1);
    expect(played[0]!.next()).toBeUndefined();
    expect(onTheirWay).toBe(0);
    played[0]!.dies();
    await pool.shutdown({ wait: false });
  });

  test('go with the call to another thread, if the message has not come before the first one dies', async () => {
    const pool = made();
    const letter = pool.submit(echo, 'first', byMessage(), new Ticket());
    expect(played[0]!.begins().next()).toBeUndefined();
    expect(letter.state).toBe('pending');
    played[0]!.dies();
    expect(states([letter])).toEqual(['pending']);
    expect(onTheirWay).toBe(1);
    played[1]!.begins().runs();
    played[1]!.heard();
    expect(letter._value).toBe('first');
    await pool.shutdown({ wait: false });
  });

  test('that would have gone through shared memory, if that had not been full', async () => {
    const pool = made();
    const { memory } = thisAgent();
    const running = pool.submit(echo, 0);
    const call = played[0]!.begins().next()!;
    vi.spyOn(memory, 'grow').mockImplementation(() => {
      throw new MemoryFullError('shared memory is full');
    });
    const letter = pool.submit(echo, 'x'.repeat(2 ** 24), new Ticket());
    vi.restoreAllMocks();
    played[0]!.answers(call);
    played[0]!.heard();
    expect(states([running, letter])).toEqual(['done', 'pending']);
    played[0]!.dies();
    expect(onTheirWay).toBe(1);
    played[1]!.begins().runs();
    played[1]!.heard();
    expect(states([letter])).toEqual(['done']);
    await pool.shutdown({ wait: false });
  });
});

test('the program waits for a thread that is to end, and not where it is given up and may run on', () => {
  const pool = made();
  const call = pool.submit(echo, 1);
  const [thread] = played as [PlayedThread];
  thread.begins();
  void pool.terminateWorkers();
  expect([thread.isTerminated, thread.isHeld]).toEqual([true, true]);
  thread.dies({ byForce: true });
  expect(thread.isHeld).toBe(false);
  expect(states([call])).toEqual(['cancelled']);
});

test('a thread that does not begin in time has an initializer that may be slow, where there is one', async () => {
  const clock = new VirtualClock();
  for (const [initializer, said] of [
    [undefined, 'its worker sent no answer. Does the module'],
    [
      echo,
      'its worker sent no answer. Its initializer played-thread.echo counts too: does that end, or need a longer startTimeout? Does',
    ],
  ] as const) {
    const how = initializer && { initializer, initargs: [1] as [unknown] };
    const pool = new ThreadPoolExecutor({ name: 'mill', startTimeout: 1000, ...how });
    const failure = pool.submit(echo, 1).exception();
    await clock.advance(1000);
    await clock.advance(1);
    const thread = played.at(-1)!;
    while (!thread.isTerminated) await new Promise<void>((turn) => platform().hop(turn));
    thread.dies();
    expect(((await failure) as Error).message).toContain(
      `worker "mill_0" of executor "mill" did not begin within 1000 ms: ${said}`,
    );
    await pool.shutdown();
  }
  clock[Symbol.dispose]();
});

test('what a thread died of is the cause of its calls that are lost, and not once more that it died', async () => {
  for (const [end, exitCode] of [
    [{ code: 1, error: new TypeError('x is not a function') }, 1],
    [{ code: 3 }, 3],
  ] as const) {
    const pool = made();
    const lost = pool.submit(echo, 1);
    const thread = played.at(-1)!.begins();
    thread.next();
    thread.dies(end);
    const failure = (await lost.exception()) as ThreadDiedError;
    expect(failure).toBeInstanceOf(ThreadDiedError);
    expect(failure.exitCode).toBe(exitCode);
    expect('error' in end ? failure.cause : 'cause' in failure).toBe('error' in end && end.error);
    await pool.shutdown();
  }
});

test('the lane of a thread that was given up is given back once that runs no more', () => {
  const lanes = (): number => blocksInUse('lane');
  const pool = made();
  const call = pool.submit(echo, 1);
  const [thread] = played as [PlayedThread];
  thread.begins();
  const before = lanes();
  void pool.terminateWorkers();
  thread.dies({ byForce: true });
  expect(states([call])).toEqual(['cancelled']);
  expect(lanes()).toBe(before);
  const { words } = thisAgent().memory;
  Atomics.store(words, thread.agent.slot * slotWords + threadWords.stop, stopState.done);
  giveBackLost();
  expect(lanes()).toBe(before - 1);
});
