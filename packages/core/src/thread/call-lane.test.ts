import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Agent, joinMemory } from '../memory/agent.ts';
import { forEachBlock } from '../memory/allocate.ts';
import { kinds } from '../memory/layout.ts';
import { Memory } from '../memory/memory.ts';
import { installPlatform, platform } from '../realm.ts';
import { carriesHandles, writeValue } from '../wire/bytes.ts';
import { registerKind } from '../wire/kind.ts';
import { claims, freeLane, makeLane, modes, mostCalls, outcomes, tellsBegin } from './call-lane.ts';
import { wordsOf } from './inline-values.ts';
import { Callee, type Request } from './lane-callee.ts';
import { Caller } from './lane-caller.ts';
import { pack } from './parcel.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

/** How many handles of tickets are on their way. */
let onTheirWay = 0;
let isKnown = true;
class Ticket {
  readonly isTicket = true;
}
registerKind<Ticket>({
  id: 'ticket',
  type: Ticket,
  toHandle: () => {
    onTheirWay++;
    return 5;
  },
  fromHandle() {
    if (!isKnown) throw new Error('not known here');
    onTheirWay--;
    return new Ticket();
  },
  drop: () => void onTheirWay--,
});

let memory: Memory;
let main: Agent;
let worker: Agent;
let caller: Caller;
let callee: Callee;
let slot: number;
beforeEach(() => {
  onTheirWay = 0;
  isKnown = true;
  memory = Memory.create();
  main = new Agent(memory, Agent.enlist(memory, 'main'));
  worker = new Agent(memory, Agent.enlist(memory, 'worker'));
  joinMemory(main);
  slot = makeLane(memory);
  caller = new Caller(main, slot, worker.thread);
  callee = new Callee(worker, slot, main.thread);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const add = 1;

function call(number: number, ...args: unknown[]): boolean {
  const parcel = pack(args, undefined);
  if (parcel === undefined) return caller.call(number, add, args);
  if (parcel.bytes === undefined) throw new Error('it needs a message');
  return caller.callBytes(number, add, parcel.bytes, parcel.carries);
}

const skipped: number[] = [];

function next(): Request | undefined {
  skipped.length = 0;
  const request = callee.next((number) => skipped.push(number));
  callee.release();
  return request;
}

function answers(): unknown[][] {
  const all: unknown[][] = [];
  caller.drain((...told) => all.push(told));
  return all;
}

function answer(number: number, value: unknown): boolean {
  if (wordsOf(value) > 0) return callee.answer(number, outcomes.returned, value);
  return callee.answerBytes(
    number,
    outcomes.returned,
    writeValue(value, 'result'),
    carriesHandles(),
  );
}

function items(): number {
  let count = 0;
  forEachBlock(memory, (_, kind) => {
    if (kind === kinds.item) count++;
  });
  return count;
}

const text = 'long '.repeat(100_000);

describe('a call', () => {
  test.each([
    ['nothing', []],
    ['numbers and short texts', [1, -0.5, 'add', true, null, undefined, -0]],
    ['objects', [{ x: [1, new Map([[1, new Date(0)]])] }, 5n]],
    ['what is longer than a record', [text, { bytes: new Uint8Array(5000).fill(7) }]],
    ['many numbers', Array.from({ length: 2000 }, (_, index) => index)],
  ])('comes as it was made, with %s', (_, args) => {
    expect(call(3, ...args)).toBe(true);
    expect(next()).toBeUndefined();
    caller.publish();
    expect(next()).toEqual({ number: 3, task: add, tells: false, args });
    expect(next()).toBeUndefined();
    expect(items()).toBe(0);
  });

  test('that was taken back is not run, and what it carried is dropped', () => {
    for (const [number, args] of [[5], [{}], [new Ticket()], [new Ticket(), text]].entries()) {
      call(number, ...args);
    }
    call(9);
    expect(onTheirWay).toBe(2);
    caller.publish();
    expect([0, 1, 2, 3].map((number) => caller.takeBack(number))).toEqual([true, true, true, true]);
    expect(caller.takeBack(0)).toBe(false);
    expect(next()?.number).toBe(9);
    expect(skipped).toEqual([0, 1, 2, 3]);
    expect([onTheirWay, items()]).toEqual([0, 0]);
  });

  test('that has begun can be asked to end, not taken back', () => {
    call(1);
    caller.publish();
    caller.cancel(1);
    expect(callee.claimOf(1)).toBe(claims.waiting);
    next();
    expect(caller.takeBack(1)).toBe(false);
    caller.cancel(1);
    expect(callee.claimOf(1)).toBe(claims.cancelled);
  });

  test('waits for room where the ring is full; nothing is lost or doubled', () => {
    const many = [1, 'text of a call', 0.5, true];
    let made = 0;
    let got = 0;
    for (let round = 0; round < 20; round++) {
      while (made - got < mostCalls && call(made % mostCalls, made, ...many)) made++;
      expect(made).toBeGreaterThan(got);
      caller.publish();
      for (let request = next(); request !== undefined; request = next()) {
        expect(request.args).toEqual([got++, ...many]);
      }
    }
    expect(got).toBe(made);
    const parts = { text: 'x'.repeat(900), ticket: new Ticket() };
    let room = 0;
    while (call(room, parts)) room++;
    expect([room > 20, onTheirWay]).toEqual([true, room + 1]); // what had no room is still to be sent
  });

  test('whose arguments come by a message has none here', () => {
    expect(caller.callByMessage(4, add, 7, () => {})).toBe(true);
    caller.publish();
    expect(next()).toEqual({ number: 4, task: add, tells: false, args: undefined, letter: 7 });
  });

  test('may ask to be told when it begins', () => {
    caller.call(1, add | tellsBegin, []);
    caller.publish();
    expect(next()).toEqual({ number: 1, task: add, tells: true, args: [] });
  });
});

describe('an answer', () => {
  test.each([[5], [undefined], ['short'], [{ a: [1] }], [text], [new Error('failed')]])(
    'comes as it was given: %o',
    (value) => {
      expect(answer(7, value)).toBe(true);
      expect(answers()).toEqual([]);
      callee.publish();
      expect(answers()).toEqual([[7, outcomes.returned, value]]);
      expect([answers(), items()]).toEqual([[], 0]);
    },
  );

  test('says whether it was thrown, or the call never run', () => {
    callee.answer(1, outcomes.threw, 'thrown');
    callee.tell(2, outcomes.skipped);
    callee.publish();
    expect(answers()).toEqual([
      [1, outcomes.threw, 'thrown'],
      [2, outcomes.skipped, undefined],
    ]);
  });

  test('that cannot be made in this thread fails its call alone', () => {
    answer(1, { a: new Ticket() });
    answer(2, 5);
    callee.publish();
    isKnown = false;
    expect(answers()).toEqual([
      [1, outcomes.threw, new Error('not known here')],
      [2, outcomes.returned, 5],
    ]);
  });
});

describe('who waits', () => {
  test('is woken by what is published, as it waits, and by nothing else', () => {
    const unpark = vi.spyOn(Agent.prototype, 'unpark');
    const ring = vi.spyOn(Agent.prototype, 'ring');
    call(1);
    caller.publish();
    expect(callee.waits(modes.parked)).toBe(false);
    next();
    caller.publish();
    expect([unpark.mock.calls, ring.mock.calls]).toEqual([[], []]);
    expect(callee.waits(modes.parked)).toBe(true);
    call(2);
    caller.publish();
    expect(unpark.mock.calls).toEqual([[worker.thread]]);
    callee.goesOn();
    next();
    expect(callee.waits(modes.listening)).toBe(true);
    call(3);
    caller.publish();
    expect(ring.mock.calls).toEqual([[worker.thread]]);
    expect(caller.waits(modes.listening)).toBe(true);
    callee.answer(1, outcomes.returned, 5);
    callee.publish();
    expect(ring.mock.calls).toEqual([[worker.thread], [main.thread]]);
  });
});

test('of a thread that is gone, what it has not begun gives its memory back and stays to be sent', () => {
  for (const number of [0, 1, 2, 3]) call(number, new Ticket(), text);
  caller.publish();
  expect(next()?.number).toBe(0);
  caller.takeBack(2);
  const before = items();
  expect([before > 0, onTheirWay]).toEqual([true, 3]);
  caller.dropRequests();
  expect([items(), onTheirWay]).toEqual([0, 2]);
});

test('of a thread that is gone, what it has read is not given back again for a later call of the same number', () => {
  call(1, new Ticket());
  caller.publish();
  expect(callee.next(() => {})?.number).toBe(1);
  expect(onTheirWay).toBe(0);
  callee.answer(1, outcomes.returned, 5);
  callee.show();
  caller.drain(() => {});
  call(1, 'the later one');
  expect(caller.takeBack(1)).toBe(true);
  caller.publish();
  caller.dropRequests();
  expect(onTheirWay).toBe(0);
});

test('a lane is given back', () => {
  freeLane(memory, slot);
  expect(makeLane(memory)).toBe(slot);
});
