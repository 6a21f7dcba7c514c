import { afterEach, beforeEach, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import type { Task } from '../coroutine/task.ts';
import type { Guard } from '../lock/guard.ts';
import { Lock } from '../lock/lock.ts';
import { RwLock } from '../lock/rw-lock.ts';
import type { Awaited } from '../memory/awaited.ts';
import { readTakenAt } from '../memory/taken-at.ts';
import { close } from '../thread/close.ts';
import { arrive, here, inThread, inUse, send, there } from '../thread/two-agents.fixture.ts';
import { Gate } from '../time/gate.fixture.ts';
import type { Holder } from '../wait/holder.ts';
import { thisThread } from '../wait/holder.ts';
import { captureStacks } from './stacks.ts';

// What one thread keeps for the messages of another of where it has taken what they share.

beforeEach(() => captureStacks(true));
afterEach(() => captureStacks(false));

type Take = (side: { acquireSync(): Guard }) => Guard;

/** A program that lies elsewhere than Heddle's own modules, and takes it at that line. */
function at(line: number): Take {
  const lines = '\n'.repeat(line);
  const code = `${lines}return side.acquireSync();\n//# sourceURL=file:///user/program.js`;
  return new Function('side', code) as Take;
}

/** The line at which `who` took it, as another thread reads it. */
function lineOf(lock: Lock | RwLock, who: Holder, as?: Awaited['as']): number | undefined {
  const step = { holder: who.slot, lock: here.known.slotOf(lock)!, as };
  const [, line] = /program\.js:(\d)\d:/.exec(readTakenAt(there, step)?.[0] ?? '') ?? [];
  return line === undefined ? undefined : Number(line);
}

/** A task that takes it at that line, and has it until the gate opens. */
function has(gate: Gate, side: { acquireSync(): Guard }, line: number): Task<void> {
  return spawn(function* () {
    using _ = at(line)(side);
    yield* gate.pass();
  });
}

test.each([() => new Lock(), () => new RwLock().write])(
  'of %o that was shared before it was taken, and of one that was held then',
  async (make) => {
    for (const isHeld of [false, true]) {
      const side = make();
      const lock = side instanceof Lock ? side : side.lock;
      if (!isHeld) send(lock);
      const guard = at(20)(side);
      if (isHeld) send(lock);
      expect(lineOf(lock, thisThread, 'writing')).toBe(2);
      guard.release();
      expect(lineOf(lock, thisThread, 'writing')).toBeUndefined();
    }
  },
);

test.each(['before', 'while'])('of the reader who is named, shared %s it reads', async (when) => {
  const rw = new RwLock();
  if (when === 'before') send(rw);
  const [one, two] = [new Gate(), new Gate()];
  const first = has(one, rw.read, 20);
  const second = has(two, rw.read, 30);
  await new Promise((resolve) => setTimeout(resolve));
  if (when === 'while') send(rw);
  expect(lineOf(rw, first, 'reading')).toBe(2);
  one.admit(1);
  await first;
  expect(lineOf(rw, first, 'reading')).toBeUndefined();
  expect(lineOf(rw, second, 'reading')).toBe(3);
  two.admit(1);
  await second;
  expect(lineOf(rw, second, 'reading')).toBeUndefined();
});

test('who writes and goes on as a reader took it there', () => {
  const rw = new RwLock();
  send(rw);
  const writing = at(20)(rw.write) as ReturnType<typeof rw.write.acquireSync>;
  const code =
    '\n'.repeat(30) + 'return writing.downgrade();\n//# sourceURL=file:///user/program.js';
  const reading = new Function('writing', code)(writing) as Guard;
  expect(lineOf(rw, thisThread, 'reading')).toBe(3);
  expect(lineOf(rw, thisThread, 'writing')).toBeUndefined();
  reading.release();
  expect(lineOf(rw, thisThread, 'reading')).toBeUndefined();
});

test('nobody is told of the line of another, and who only comes next has none', () => {
  const rw = new RwLock();
  send(rw);
  const guard = at(20)(rw.write);
  const other = { describe: () => 'other', blockedOn: undefined, slot: 0 };
  here.slotOf(other);
  expect(lineOf(rw, other, 'writing')).toBeUndefined();
  expect(lineOf(rw, thisThread, 'next')).toBeUndefined();
  expect(lineOf(rw, thisThread, 'reading')).toBeUndefined();
  guard.release();
});

test('nothing is left of it in shared memory', () => {
  const before = inUse();
  const rw = new RwLock();
  const sent = send(rw);
  const theirs = arrive(sent) as RwLock;
  for (const side of [rw.read, rw.write]) at(20)(side).release();
  at(20)(rw.read); // is never released, and its thread closes the lock as it ends
  inThread(there, () => close(theirs));
  here.known.forget(rw);
  expect(inUse()).toBe(before);
});

test('off, nothing is written, and what was known is forgotten', () => {
  captureStacks(false);
  const rw = new RwLock();
  send(rw);
  const before = inUse();
  for (const side of [rw.read, rw.write]) {
    const guard = at(20)(side);
    expect(inUse()).toBe(before);
    guard.release();
  }
  captureStacks(true);
  const local = new Lock();
  const guard = at(20)(local);
  captureStacks(false);
  send(local);
  expect(lineOf(local, thisThread)).toBeUndefined();
  guard.release();
});
