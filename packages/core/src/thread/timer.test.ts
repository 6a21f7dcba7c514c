import { expect, test } from 'vitest';
import { CancelledError, CannotSendError, InvalidStateError } from '../errors.ts';
import type { WorkerLink } from '../platform.ts';
import { installPlatform, platform } from '../realm.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { encode } from '../wire/value.ts';
import { hasChildren } from './children.ts';
import type { Answer, Start } from './protocol.ts';
import { tasks } from './tasks.ts';
import { threads } from './threads.ts';
import { Timer } from './timer.ts';

const sent: Start[] = [];
const held: boolean[] = [];
let answer: (message: unknown) => void;
let refuses = false;
installPlatform({
  ...platform(),
  name: 'test',
  missing: {},
  holdTimer: (_, holds) => void held.push(holds),
  threads: {
    start: (): WorkerLink => ({
      send(message) {
        if (refuses) throw new TypeError('not now');
        sent.push(message as Start);
      },
      onMessage: (listener) => (answer = listener),
      onEnd: () => {},
      terminate: () => {},
    }),
    wrap: () => {
      throw new TypeError('no worker');
    },
  },
});
const says = (body: Answer): void => answer({ heddle: 1, ...body });
const returns = (value: unknown): void =>
  says({ type: 'returned', value: encode(value, 'result'), stays: false });

const work = tasks('work', import.meta.url, { double: (n: number): number => n * 2 });
const call = { target: work.double, args: [2] as [number] };

test('its worker is started when the time has come, and not before', async () => {
  const clock = new VirtualClock();
  try {
    const timer = Timer.start({ delay: 1000, ...call, name: 'late' });
    expect([timer.alive, timer.ident, hasChildren()]).toEqual([true, undefined, true]);
    timer.name = 'later';
    const before = sent.length;
    const result = timer.result();
    await clock.advance(999);
    expect([sent.length, threads().includes(timer)]).toEqual([before, true]);
    await clock.advance(1);
    expect([sent.length, timer.ident, timer.name]).toEqual([
      before + 1,
      expect.any(Number),
      'later',
    ]);
    expect(timer.cancel()).toBe(false);
    returns(4);
    expect([await result, timer.alive, hasChildren()]).toEqual([4, false, false]);
  } finally {
    clock[Symbol.dispose]();
  }
});

test('71: one that is cancelled before that never starts it', async () => {
  const before = sent.length;
  const timer = Timer.start({ delay: 1, ...call });
  const joining = timer.join();
  expect([timer.cancel(), timer.cancel(), timer.alive, hasChildren()]).toEqual([
    true,
    false,
    false,
    false,
  ]);
  await joining;
  await expect(timer.result()).rejects.toThrow(CancelledError);
  await timer.terminate(); // it is gone
  const early = new Timer({ delay: 0, ...call });
  expect([early.cancel(), early.start().alive]).toEqual([true, false]);
  await expect(early.result()).rejects.toThrow('was cancelled before it began');
  expect(sent.length).toBe(before);
  expect(() => early.start()).toThrow(InvalidStateError);
});

test('what cannot cross is refused at the start; what fails later is the failure of result()', async () => {
  const bad = new Timer({ delay: 0, target: work.double, args: [(() => 1) as never] });
  expect(() => bad.start()).toThrow(CannotSendError);
  expect(bad.alive).toBe(false);
  refuses = true;
  try {
    const timer = Timer.start({ delay: 0, ...call });
    await expect(timer.result()).rejects.toThrow(CannotSendError);
    expect([timer.alive, hasChildren()]).toEqual([false, false]);
  } finally {
    refuses = false;
  }
});

test('one that is a daemon holds the program open while somebody waits for it', async () => {
  held.length = 0;
  const timer = Timer.start({ delay: 60_000, ...call, daemon: true });
  expect([hasChildren(), held.at(-1)]).toEqual([false, false]);
  const abort = new AbortController();
  const joining = timer.join({ signal: abort.signal });
  expect([hasChildren(), held.at(-1)]).toEqual([true, true]);
  abort.abort(new Error('enough'));
  await expect(joining).rejects.toThrow('enough');
  expect([hasChildren(), held.at(-1)]).toEqual([false, false]);
  await timer.terminate();
  await expect(timer.result()).rejects.toThrow('was terminated before it began');
});
