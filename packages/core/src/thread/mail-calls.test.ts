import { beforeEach, expect, test } from 'vitest';
import { CannotSendError } from '../errors.ts';
import { outcomes } from './call-lane.ts';
import type { FromService, ToService } from './call-messages.ts';
import type { Outgoing } from './call-way.ts';
import { MailCalls } from './mail-calls.ts';
import { MailWay } from './mail-way.ts';
import { packLetter } from './parcel.ts';

let sent: ToService[];
let told: unknown[][];
let holds: boolean;
let refuses: boolean;
let mail: MailCalls;
beforeEach(() => {
  sent = [];
  told = [];
  holds = refuses = false;
  const post = (message: ToService): void => {
    if (refuses) throw new TypeError('could not be cloned');
    sent.push(message);
  };
  const calling = {
    answered: (...all: unknown[]) => void told.push(all),
    drained: () => void told.push(['drained']),
  };
  mail = new MailCalls(post, calling, (isOpen) => (holds = isOpen));
});

const task = { number: 3, reference: { id: 'm', key: 'f', url: '' } };

function call(number: number, ...args: unknown[]): Outgoing {
  return { number, task, args, parcel: undefined, tells: false };
}

/** What the thread gets of all that was sent. */
function received(): MailWay {
  const way = new MailWay((message) => void replies.push(message));
  for (const message of sent) way.receive(message);
  return way;
}

const replies: FromService[] = [];

test('many calls go in one message, with the task that they name before them', () => {
  for (const number of [1, 2, 3]) mail.put(call(number, 'a', number));
  expect(sent.map(({ type }) => type)).toEqual(['task']);
  mail.flush();
  mail.flush();
  expect(sent.map(({ type }) => type)).toEqual(['task', 'calls']);
  const way = received();
  for (const number of [1, 2, 3]) {
    expect(way.next()).toEqual({ number, task: 3, tells: false, args: ['a', number] });
  }
  expect(way.next()).toBeUndefined();
});

test('one with arguments that are packed goes alone, behind those before it', () => {
  mail.put(call(1, 'first'));
  mail.put({ ...call(2), parcel: packLetter([{ second: true }], undefined) });
  const way = received();
  expect([way.next()?.args, way.next()?.args]).toEqual([['first'], [{ second: true }]]);
});

test('what structured clone refuses is that call’s error alone, and it is not waited for', () => {
  mail.tellTask(task);
  refuses = true;
  const parcel = packLetter([{}], undefined);
  expect(() => mail.put({ ...call(1), parcel })).toThrow(CannotSendError);
  expect(holds).toBe(false);
  refuses = false;
  mail.put(call(1, 'again'));
  mail.flush();
  expect(received().next()?.args).toEqual(['again']);
});

function answer(...numbers: number[]): void {
  const answers = numbers.flatMap((number) => [number, outcomes.returned, number * 2]);
  mail.receive({ type: 'answers', answers, pace: 0.5 });
}

test('answers are told one by one, then that it is all', () => {
  for (const number of [1, 2]) mail.put(call(number));
  answer(2, 1);
  expect(told).toEqual([[2, outcomes.returned, 4], [1, outcomes.returned, 2], ['drained']]);
  expect(mail.pace).toBe(0.5);
});

test('the program stays while answers are waited for, and then no longer', () => {
  for (const number of [1, 2]) mail.put(call(number));
  expect(holds).toBe(true);
  answer(1);
  expect(holds).toBe(true);
  answer(2);
  expect(holds).toBe(false);
});

test('a thread that is to end holds the program open until it has, whatever it answers meanwhile', () => {
  mail.put(call(1));
  mail.close();
  answer(1);
  expect(holds).toBe(true);
  expect(mail.leave()).toEqual([]);
  expect(holds).toBe(false);
});

test('nothing is taken back, and what was sent to a thread that reads may have begun', () => {
  mail.put(call(1));
  expect([mail.takeBack(), mail.hasBegun()]).toEqual([false, false]);
  mail.mayBegin = true;
  expect(mail.hasBegun()).toBe(true);
  mail.cancel(1);
  expect(sent.map(({ type }) => type)).toEqual(['task', 'calls', 'cancel']);
  expect(received().isCancelled(1)).toBe(true);
});
