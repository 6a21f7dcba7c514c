import { expect, test } from 'vitest';
import { Event } from '../lock/event.ts';
import { platform } from '../realm.ts';
import { outcomes, type Answered } from './call-lane.ts';
import { CallRunner } from './call-runner.ts';
import { soon, type CalleeWay, type Incoming } from './call-way.ts';

/** Calls that are there, and no more to come than a test adds. */
class Way implements CalleeWay {
  readonly calls: Incoming[] = [];
  readonly answers: [number, Answered, unknown][] = [];
  readonly waits: string[] = [];
  readonly cancelled = new Set<number>();
  isClosed = false;
  pace = 0;
  #stir: (() => void) | undefined;

  next(): Incoming | undefined {
    return this.calls.shift();
  }
  answer(number: number, how: Answered, value: unknown): void {
    this.answers.push([number, how, value]);
  }
  flush(): void {}
  isCancelled(number: number): boolean {
    return this.cancelled.has(number);
  }
  wait(how: 'block' | 'turn' | 'full'): Promise<void> | undefined {
    this.waits.push(how);
    if (how !== 'full' && (this.calls.length > 0 || this.isClosed)) return soon;
    return new Promise((resolve) => (this.#stir = resolve));
  }
  stir(): void {
    this.#stir?.();
  }
}

/** The host has its turn as often: until then, all has been done that could be. */
async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await new Promise<void>((resolve) => {
      platform().hop(resolve);
    });
  }
}

function running(
  most: number,
  tasks: readonly ((...args: never[]) => unknown)[],
): [Way, Promise<void>] {
  const way = new Way();
  const find = async (task: number): Promise<never> => {
    if (tasks[task] === undefined) throw new Error('no such task');
    return tasks[task] as never;
  };
  const runner = new CallRunner(way, most, find, { after: Infinity, tell: () => {} });
  for (const task of tasks.keys()) way.calls.push({ number: task, task, args: [], tells: false });
  return [way, runner.run()];
}

test('runs what it has before it ends, and tells how each has ended', async () => {
  const failure = new RangeError('boom');
  const fails = (): never => {
    throw failure;
  };
  const [way, run] = running(1, [() => 1, fails, async () => 3]);
  way.calls.push({ number: 9, task: 9, args: [], tells: true });
  way.isClosed = true;
  await run;
  expect(way.answers.toSorted(([a], [b]) => a - b)).toEqual([
    [0, outcomes.returned, 1],
    [1, outcomes.threw, failure],
    [2, outcomes.returned, 3],
    [9, outcomes.begun, undefined],
    [9, outcomes.threw, new Error('no such task')],
  ]);
});

test('waits for what runs, and not busily, where there will be no more', async () => {
  const gate = Promise.withResolvers<void>();
  const [way, run] = running(2, [() => gate.promise]);
  await turns(1);
  way.isClosed = true;
  way.stir();
  await turns(10);
  expect(way.waits.length).toBeLessThan(8);
  gate.resolve();
  await run;
  expect(way.answers).toEqual([[0, outcomes.returned, undefined]]);
});

test('leaves its host a turn while calls come without end', async () => {
  const gate = Promise.withResolvers<void>();
  const [way, run] = running(2, [() => gate.promise]);
  const endless = { number: 1, task: 0, args: [], tells: false };
  let isOver = false;
  way.next = () => (isOver ? undefined : endless);
  way.wait = () => (isOver ? undefined : soon);
  // A timer of this thread, which would never fire.
  await new Promise<void>((resolve) => void platform().setTimer(resolve, 1));
  isOver = way.isClosed = true;
  gate.resolve();
  await run;
  expect(way.answers.length).toBeGreaterThan(0);
});

test('a call that is to end is asked to once', async () => {
  let asked = 0;
  const [begun, end] = [new Event(), new Event()];
  const [way, run] = running(2, [
    function* patient() {
      begun.set();
      try {
        yield* new Event().wait();
      } finally {
        asked++;
        yield* end.wait();
      }
    },
  ]);
  await begun.wait();
  way.cancelled.add(0);
  for (let n = 0; n < 3; n++) {
    way.stir();
    await turns(1);
  }
  way.isClosed = true;
  way.stir();
  await turns(1);
  end.set();
  await run;
  expect([asked, way.answers[0]?.[1]]).toEqual([1, outcomes.threw]);
});

test('the first call of a module tells how long it took, not that loading had begun', async () => {
  const spin = (): void => {
    const end = performance.now() + 5;
    while (performance.now() < end);
  };
  const [way, run] = running(1, [spin]);
  way.isClosed = true;
  await run;
  expect(way.pace).toBeGreaterThanOrEqual(5);
});
