import { platform } from '../realm.ts';
import { forEachBlock } from './allocate.ts';
import { atomics, glance } from './atomics.ts';
import {
  holderShift,
  agentWords,
  firstThread,
  hasHandles,
  header,
  kinds,
  lockWords,
  mutexes,
  pendingWriter,
  queueWords,
  rwLockWords,
  sharedWords,
  slotWords,
  threadWords,
  waitedWords,
  waitSet,
  waitSets,
} from './layout.ts';
import type { Memory } from './memory.ts';
import { freeMutexOf } from './mutex.ts';
import { freeNamed } from './name.ts';
import { revokePromises } from './promises.ts';
import { lose } from './shares.ts';

/** What a thread that may still run gets to leave a mutex by itself, in milliseconds. */
const lastSteps = 1000;

/**
 * Takes a thread that is marked as dead out of all that it waited for, knew, or was about to change, in one walk through
 * the memory. `mayRun`: it was ended by force, and may still use what it knows: that is given to nobody else.
 */
export function sweep(memory: Memory, thread: number, mayRun: boolean = false): void {
  for (const mutex of [header.allocating, header.detecting]) {
    releaseMutex(memory.words, mutex, thread, mayRun);
  }
  new Walk(memory, thread, mayRun).go();
}

function releaseMutex(words: Int32Array, index: number, thread: number, mayRun: boolean): void {
  if (!mayRun) {
    freeMutexOf(words, index, thread);
    atomics.notify(words, index); // it may have freed it, and died before it woke whoever waits
  } else if ((atomics.load(words, index) & 0xff) === thread + 1) {
    platform().setTimer(() => freeMutexOf(words, index, thread), lastSteps);
  }
}

class Walk {
  readonly #memory: Memory;
  readonly #words: Int32Array;
  readonly #thread: number;
  readonly #mayRun: boolean;
  /** The slot of the thread, as which its holders name it. */
  readonly #slot: number;
  /** Which of the two words of a set has its bit. */
  readonly #half: number;
  readonly #bit: number;
  /** Its holders, and how many locks name each of them. */
  readonly #agents: number[] = [];
  readonly #held = new Map<number, number>();

  constructor(memory: Memory, thread: number, mayRun: boolean) {
    this.#memory = memory;
    this.#words = memory.reach(atomics.load(memory.words, header.unused) - 1);
    this.#thread = thread;
    this.#mayRun = mayRun;
    this.#slot = firstThread + thread;
    this.#half = thread < 32 ? 0 : 1;
    this.#bit = 1 << (thread & 31);
  }

  go(): void {
    forEachBlock(this.#memory, (slot, kind) => {
      if (kind === kinds.agent) this.#agent(slot);
      else if (hasHandles(kind)) this.#shared(slot, kind);
    });
    this.#endAgents();
  }

  #shared(slot: number, kind: number): void {
    const words = this.#words;
    const at = slot * slotWords;
    const sets = waitSets[kind];
    if (sets !== undefined) for (let i = 0; i < sets.length; i++) this.#leave(at + sets[i]!);
    // While it still has the mutex: nobody else promises anything.
    if (kind === kinds.queue && glance(words, at + queueWords.promising) === this.#thread + 1) {
      revokePromises(words, at);
    }
    const guards = mutexes[kind];
    if (guards !== undefined) {
      for (let i = 0; i < guards.length; i++) {
        releaseMutex(words, at + guards[i]!, this.#thread, this.#mayRun);
      }
    } else if (sets !== undefined) {
      const claim = at + waitedWords.claim;
      if (glance(words, claim) === this.#thread + 1) {
        atomics.compareExchange(words, claim, this.#thread + 1, 0);
      }
    }
    if (kind === kinds.lock) this.#count(glance(words, at + lockWords.state) >>> holderShift);
    else if (kind === kinds.rwLock) this.#rwLock(at);
    if (!this.#mayRun && this.#isIn(at + sharedWords.usersLow + this.#half)) {
      lose(this.#memory, slot, this.#thread);
    }
  }

  /** One that was about to write has changed nothing: it is out, before its slot is another's. */
  #rwLock(at: number): void {
    const words = this.#words;
    const state = atomics.load(words, at + rwLockWords.state);
    const holder = state >>> holderShift;
    if ((state & pendingWriter) === 0) this.#count(holder);
    else if (this.#isOf(holder)) atomics.compareExchange(words, at + rwLockWords.state, state, 0);
    if (this.#mayRun) return;
    const named = atomics.exchange(words, at + rwLockWords.named + this.#thread, 0);
    if (named !== 0 && this.#isOf(named)) {
      atomics.add(words, named * slotWords + agentWords.holds, -1);
    }
  }

  /** Is it a holder of this thread? */
  #isOf(holder: number): boolean {
    return atomics.load(this.#words, holder * slotWords + agentWords.thread) === this.#slot;
  }

  #leave(set: number): void {
    const blocked = set + waitSet.blockedLow + this.#half;
    const async = set + waitSet.asyncLow + this.#half;
    if (this.#isIn(blocked)) atomics.and(this.#words, blocked, ~this.#bit);
    if (this.#isIn(async)) atomics.and(this.#words, async, ~this.#bit);
  }

  /** Only the thread itself set its bits, so that a glance sees them. */
  #isIn(index: number): boolean {
    return (glance(this.#words, index) & this.#bit) !== 0;
  }

  #count(holder: number): void {
    if (holder !== 0 && this.#isOf(holder)) {
      this.#held.set(holder, (this.#held.get(holder) ?? 0) + 1);
    }
  }

  /** A holder of this thread, or of one that had its number before: their like are dead as well. */
  #agent(slot: number): void {
    const words = this.#words;
    const at = slot * slotWords;
    if (atomics.load(words, at + agentWords.thread) !== this.#slot) return;
    const born = atomics.load(words, this.#slot * slotWords + threadWords.born);
    if (atomics.load(words, at + agentWords.born) === born) return;
    this.#agents.push(slot);
    if (atomics.load(words, at + agentWords.waitsFor) === 0) return;
    atomics.store(words, at + agentWords.waitsFor, 0);
    atomics.add(words, at + agentWords.sequence, 1);
  }

  #endAgents(): void {
    const words = this.#words;
    const self = atomics.load(words, this.#slot * slotWords + threadWords.self);
    for (const slot of this.#agents) {
      const holds = slot * slotWords + agentWords.holds;
      const held = this.#held.get(slot) ?? 0;
      // Killed between taking a lock and counting it, it holds more than it said: its slot must go to nobody.
      if (held > atomics.load(words, holds)) atomics.store(words, holds, held);
      const keeps = this.#mayRun || slot === self || atomics.load(words, holds) !== 0;
      if (!keeps) freeNamed(this.#memory, slot);
    }
  }
}
