import { readValue, writeValue } from '@heddle/core/internal';
import { expect, test } from 'vitest';
import { Connection } from './connection.ts';
import type { Joint } from './joint.ts';
import { PipePeer, type PipeMessage } from './pipe-peer.ts';
import type { Pulled } from './posted.ts';

const none = { arrived: () => false, dropped: () => {} };
const both = { receives: true, sends: true };

/** A process and its parent, with an end of a pipe each, and what is on its way between them. */
class TwoProcesses {
  readonly #toChild: PipeMessage[] = [];
  readonly #toParent: PipeMessage[] = [];
  #answer: Pulled | undefined;
  readonly #parent = new PipePeer(
    {
      uid: 'child',
      send: (message) => void this.#toChild.push(message),
      reply: (pulled) => (this.#answer = pulled),
    },
    none,
  );
  readonly #child = new PipePeer(
    {
      uid: 'parent',
      send: (message) => void this.#toParent.push(message),
      ask: (message) => this.#ask(message),
    },
    none,
  );
  readonly #here: Connection<number>;
  readonly #there: Connection<number>;
  readonly #count: number;
  #sent = 0;
  readonly got: number[] = [];

  constructor(count: number) {
    this.#count = count;
    const [here, there] = [{ ports: [] as unknown }, { ports: [] as unknown }] as [Joint, Joint];
    this.#here = new Connection('here', both, here, 0);
    this.#there = new Connection('there', both, there, 0);
    this.#parent.attach(1, here, 1);
    this.#child.attach(-1, there, 1);
  }

  /** The parent blocks for nobody: it hears of the question, and what it does next may answer it. */
  #ask(message: PipeMessage): Pulled {
    this.#toParent.push(message);
    while (this.#toParent.length > 0) this.hear();
    while (this.#answer === undefined) this.send();
    const answer = this.#answer;
    this.#answer = undefined;
    return { ...answer, values: answer.values.map((bytes) => bytes.slice()) };
  }

  /** The next value, or the end. */
  send(): void {
    if (this.#sent === this.#count) this.#here.close();
    else if (this.#sent < this.#count) this.#here.send(++this.#sent);
  }

  /** A message arrives in the parent. */
  hear(): void {
    const message = this.#toParent.shift();
    if (message !== undefined) this.#parent.receive(message);
  }

  /** A message arrives in the process. */
  arrive(): void {
    const message = this.#toChild.shift();
    if (message !== undefined) this.#child.receive(message);
  }

  /** The process blocks for a value. False: there is none any more. */
  take(): boolean {
    try {
      this.got.push(this.#there.recvSync());
      return true;
    } catch (error) {
      expect((error as Error).name).toBe('EndOfFileError');
      return false;
    }
  }

  /** All that is still to come. */
  finish(): number[] {
    while (this.take());
    while (this.#toChild.length > 0) this.arrive();
    while (this.#toParent.length > 0) this.hear();
    expect(this.take()).toBe(false);
    return this.got;
  }
}

const steps = ['send', 'arrive', 'hear', 'take'] as const;

test('a process that blocks gets each value once and in order, whatever is on its way', () => {
  const [count, length] = [3, 7];
  for (let order = 0; order < steps.length ** length; order++) {
    const two = new TwoProcesses(count);
    for (let at = 0, left = order; at < length; at++, left = Math.floor(left / steps.length)) {
      two[steps[left % steps.length]!]();
    }
    expect(two.finish()).toEqual([1, 2, 3]);
  }
});

test('so it does of many, of which it confirms some', () => {
  let seed = 1;
  const draw = (): number => (seed = (seed * 48_271) % 2_147_483_647);
  for (let run = 0; run < 20; run++) {
    const two = new TwoProcesses(500);
    for (let n = 0; n < 1500; n++) two[steps[draw() % steps.length]!]();
    expect(two.finish()).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
  }
});

test('what was confirmed is kept no more', () => {
  const replies: Pulled[] = [];
  const peer = new PipePeer(
    { uid: 'child', send: () => {}, reply: (pulled) => replies.push(pulled) },
    none,
  );
  const joint = { ports: [] as unknown } as Joint;
  const here = new Connection<number>('here', both, joint, 0);
  peer.attach(1, joint, 1);
  for (const value of [1, 2, 3]) here.send(value);
  peer.receive([3, -1, 2]);
  peer.receive([4, -1, 2, 0]);
  expect(replies.map(({ values, again }) => [values.map((one) => readValue(one)), again])).toEqual([
    [[3], 1],
  ]);
  peer.receive([4, -1, 3, Infinity]);
  here.send(4);
  here.close();
  peer.receive([4, -1, 3, Infinity]);
  peer.receive([3, -1, -1]);
  peer.receive([4, -1, 3, Infinity]);
  expect(replies.slice(1)).toEqual([
    { values: [writeValue(4, 'value').slice()], again: 0, ended: false },
    { values: [], again: 0, ended: true },
    { values: [], again: 0, ended: true },
  ]);
});
