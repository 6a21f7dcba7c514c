import { beforeEach, expect, test } from 'vitest';
import { CannotSendError } from '../errors.ts';
import { encode } from '../wire/value.ts';
import { outcomes, tellsBegin } from './call-lane.ts';
import { addCall, eachAnswer, type FromService } from './call-messages.ts';
import { MailWay } from './mail-way.ts';
import { countAnew, onTheirWay, Ticket } from './ticket.fixture.ts';

let sent: FromService[];
let refuses: number;
let urgent: number;
let way: MailWay;
beforeEach(() => {
  countAnew();
  sent = [];
  refuses = 0;
  urgent = 0;
  way = new MailWay((message, _moves, isUrgent) => {
    if (refuses-- > 0) throw new TypeError('could not be cloned');
    if (isUrgent === true) urgent++;
    sent.push(message);
  });
});

function answers(): unknown[][] {
  const all: unknown[][] = [];
  for (const message of sent) {
    if (message.type === 'answers') eachAnswer(message.answers, (...told) => all.push(told));
  }
  return all;
}

function come(number: number, what: number, args: unknown[]): void {
  const calls: unknown[] = [];
  addCall(calls, number, what, args);
  way.receive({ type: 'calls', calls });
}

test('calls come in their order, and wake who waits for them', async () => {
  const waiting = way.wait('turn');
  come(1, 3, ['a']);
  come(2, 4 | tellsBegin, []);
  await waiting;
  expect(way.wait('turn')).toBeUndefined();
  expect(way.next()).toEqual({ number: 1, task: 3, tells: false, args: ['a'] });
  expect(way.next()).toEqual({ number: 2, task: 4, tells: true, args: [] });
  expect(way.next()).toBeUndefined();
});

test('one whose arguments cannot be made here comes with the reason', () => {
  const calls: unknown[] = [];
  addCall(calls, 1, 3, { ...encode([], 'args'), wire: 99 });
  way.receive({ type: 'calls', calls });
  expect(way.next()).toMatchObject({ number: 1, args: [], error: expect.any(Error) });
});

test('plain answers go together, that a call begins at once, others in messages of their own', () => {
  way.answer(1, outcomes.returned, 5);
  way.answer(2, outcomes.threw, 'text');
  expect(sent.length).toBe(0);
  way.answer(3, outcomes.begun, undefined);
  expect([sent.length, urgent]).toEqual([1, 1]);
  way.answer(4, outcomes.returned, { a: [1] });
  way.answer(5, outcomes.returned, undefined);
  way.flush();
  way.flush();
  expect([sent.length, urgent]).toEqual([3, 1]);
  expect(answers()).toEqual([
    [1, outcomes.returned, 5],
    [2, outcomes.threw, 'text'],
    [3, outcomes.begun, undefined],
    [4, outcomes.returned, { a: [1] }],
    [5, outcomes.returned, undefined],
  ]);
});

test('what cannot cross is the failure of its call', () => {
  for (const value of [() => 1, Symbol('s')]) way.answer(1, outcomes.returned, value);
  const [first, second] = answers();
  for (const told of [first, second]) {
    expect(told).toEqual([1, outcomes.threw, expect.any(CannotSendError)]);
  }
});

test('what is thrown, cannot cross and has no text arrives as what can be said of it', () => {
  way.answer(1, outcomes.threw, Object.assign(Object.create(null), { stays: () => 1 }));
  expect(answers()).toEqual([[1, outcomes.threw, new Error('[object Object]')]]);
});

test('what structured clone refuses is the failure of its call as well, and handles beside it are on their way no longer', () => {
  refuses = 1;
  way.answer(1, outcomes.returned, [new Ticket()]);
  expect(answers()).toEqual([[1, outcomes.threw, expect.any(CannotSendError)]]);
  expect(onTheirWay).toBe(0);
});

test('a call is asked to end until it has; another of its number is not', () => {
  come(1, 3, []);
  way.receive({ type: 'cancel', number: 1 });
  expect(way.isCancelled(1)).toBe(true);
  way.answer(1, outcomes.returned, 5);
  expect(way.isCancelled(1)).toBe(false);
  way.receive({ type: 'cancel', number: 1 }); // on its way when the call ended
  come(1, 3, []);
  expect(way.isCancelled(1)).toBe(false);
});

test('is closed once all that has come has begun', () => {
  come(1, 3, []);
  way.receive({ type: 'close' });
  expect(way.isClosed).toBe(false);
  way.next();
  expect(way.isClosed).toBe(true);
});
