import { beforeEach, expect, test } from 'vitest';
import { Agent, joinMemory } from '../memory/agent.ts';
import { Memory } from '../memory/memory.ts';
import { installPlatform, platform } from '../realm.ts';
import { makeLane, outcomes } from './call-lane.ts';
import { Callee } from './lane-callee.ts';
import { Caller } from './lane-caller.ts';
import { addCall } from './call-messages.ts';
import { soon } from './call-way.ts';
import { LaneWay } from './lane-way.ts';
import { MailWay } from './mail-way.ts';
import { packLetter } from './parcel.ts';
import { countAnew, onTheirWay, Ticket } from './ticket.fixture.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

const task = 3;
let caller: Caller;
let way: LaneWay;
beforeEach(() => {
  countAnew();
  const memory = Memory.create();
  const main = new Agent(memory, Agent.enlist(memory, 'main'));
  const worker = new Agent(memory, Agent.enlist(memory, 'worker'));
  joinMemory(worker);
  const slot = makeLane(memory);
  caller = new Caller(main, slot, worker.thread);
  way = new LaneWay(worker, new Callee(worker, slot, main.thread), new MailWay(() => {}));
});

/** Puts a call whose arguments come by a message. */
function put(number: number, letter: number): void {
  caller.callByMessage(number, task, letter, () => {});
  caller.publish();
}

function arrive(letter: number, argument: unknown): void {
  const calls: unknown[] = [];
  addCall(calls, letter, task, packLetter([argument], undefined).wired);
  way.receive({ type: 'calls', calls });
}

test('a call by message begins when both have come, in whichever order', () => {
  put(1, 1);
  expect(way.next()).toBeUndefined();
  arrive(1, 'first');
  expect(way.next()).toMatchObject({ number: 1, args: ['first'] });
  arrive(2, 'second');
  expect(way.next()).toBeUndefined();
  put(1, 2);
  expect(way.next()).toMatchObject({ number: 1, args: ['second'] });
});

test('what a message carries stays on its way until its call begins: this thread may die before, and it is sent again', () => {
  arrive(1, new Ticket());
  expect(onTheirWay).toBe(1);
  put(1, 1);
  expect(way.next()).toMatchObject({ number: 1, args: [new Ticket()] });
  expect(onTheirWay).toBe(0);
});

/** Which calls were told to be skipped. */
function skipped(): number[] {
  const numbers: number[] = [];
  caller.drain((number, how) => {
    if (how === outcomes.skipped) numbers.push(number);
  });
  return numbers;
}

test('what the message of a call carries that was taken back is dropped once, whenever it comes', () => {
  arrive(1, new Ticket());
  put(1, 1);
  expect([caller.takeBack(1), way.next(), onTheirWay]).toEqual([true, undefined, 0]);
  put(2, 2);
  expect([caller.takeBack(2), way.next()]).toEqual([true, undefined]);
  arrive(2, new Ticket());
  expect([way.next(), onTheirWay]).toEqual([undefined, 0]);
});

test('the number of a call that was taken back is free once its message has come', () => {
  put(1, 1);
  expect(caller.takeBack(1)).toBe(true);
  expect([way.next(), skipped()]).toEqual([undefined, []]);
  put(2, 2);
  expect(way.next()).toBeUndefined();
  arrive(1, 'of the first');
  expect([way.next(), skipped()]).toEqual([undefined, [1]]);
  put(1, 3);
  arrive(3, 'of the third');
  expect(way.next()).toMatchObject({ number: 1, args: ['of the third'] });
  arrive(2, 'of the second');
  expect(way.next()).toMatchObject({ number: 2, args: ['of the second'] });
});

test('a call has not begun before its message has come: until then it can be taken back', () => {
  put(1, 1);
  expect([way.next(), caller.hasBegun(1)]).toEqual([undefined, false]);
  put(2, 2);
  arrive(1, 'first');
  expect([way.next()?.number, caller.hasBegun(1), caller.takeBack(1)]).toEqual([1, true, false]);
  expect([way.next(), caller.takeBack(2)]).toEqual([undefined, true]);
});

test('where there will be no more calls, the message of one that has come is waited for, and not busily', async () => {
  put(1, 1);
  expect(way.next()).toBeUndefined();
  caller.close();
  expect(way.isClosed).toBe(false);
  const waiting = way.wait('turn');
  expect([waiting === undefined, waiting === soon]).toEqual([false, false]);
  arrive(1, 'first');
  await waiting;
  expect(way.next()).toMatchObject({ number: 1, args: ['first'] });
  expect(way.isClosed).toBe(true);
});
