import { beforeEach, expect, test } from 'vitest';
import { Agent, joinMemory } from '../memory/agent.ts';
import { Memory } from '../memory/memory.ts';
import { installPlatform, platform } from '../realm.ts';
import { registerKind } from '../wire/kind.ts';
import { Callee, Caller, makeLane } from './call-lane.ts';
import { addCall } from './call-messages.ts';
import { LaneWay } from './lane-way.ts';
import { MailWay } from './mail-way.ts';
import { packLetter } from './parcel.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

/** How many handles of tickets are on their way. */
let onTheirWay = 0;
class Ticket {
  readonly isTicket = true;
}
registerKind<Ticket>({
  id: 'letter-ticket',
  type: Ticket,
  toHandle: () => void onTheirWay++,
  fromHandle() {
    onTheirWay--;
    return new Ticket();
  },
  drop: () => void onTheirWay--,
});

const task = 3;
let caller: Caller;
let way: LaneWay;
beforeEach(() => {
  onTheirWay = 0;
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

test('what the message of a call carries that was taken back is dropped once, whenever it comes', () => {
  arrive(1, new Ticket());
  for (const letter of [1, 2]) {
    put(1, letter);
    expect(caller.takeBack(1)).toBe(true);
    expect(way.next()).toBeUndefined();
  }
  expect(onTheirWay).toBe(0);
  arrive(2, new Ticket());
  expect(onTheirWay).toBe(0);
});

test('the message of a call that was taken back is no other call’s, whenever it comes', () => {
  put(1, 1);
  expect(caller.takeBack(1)).toBe(true);
  expect(way.next()).toBeUndefined();
  put(1, 2);
  expect(way.next()).toBeUndefined();
  arrive(1, 'of the first');
  expect(way.next()).toBeUndefined();
  arrive(2, 'of the second');
  expect(way.next()).toMatchObject({ number: 1, args: ['of the second'] });
});
