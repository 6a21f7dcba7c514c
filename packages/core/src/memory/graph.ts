import type { DeadlockLink } from '../errors.ts';
import { turnOfThread } from '../turn-of-thread.ts';
import type { Agent } from './agent.ts';
import { atomics } from './atomics.ts';
import { awaitedFor, type Awaited } from './awaited.ts';
import {
  agentWords,
  header,
  kindOfBlock,
  kindWord,
  kinds,
  nameWord,
  slotWords,
  threadWords,
} from './layout.ts';
import { lockMutex, unlockMutex } from './mutex.ts';
import { readName } from './name.ts';
import { readTakenAt } from './taken-at.ts';

/**
 * Puts a wait without end into the graph: `holder` waits for `lock`, and stops its whole thread if it is `blocking`.
 */
export function publish(agent: Agent, holder: number, lock: number, blocking: boolean): void {
  const words = agent.memory.reach(holder);
  const at = holder * slotWords;
  atomics.add(words, at + agentWords.sequence, 1);
  atomics.store(words, at + agentWords.waitsFor, lock);
  if (blocking) atomics.store(words, agent.slot * slotWords + threadWords.blocked, holder);
}

/** Takes it out again. */
export function unpublish(agent: Agent, holder: number, blocking: boolean): void {
  const words = agent.memory.reach(holder);
  const at = holder * slotWords;
  if (blocking) atomics.store(words, agent.slot * slotWords + threadWords.blocked, 0);
  if (atomics.load(words, at + agentWords.waitsFor) === 0) return;
  atomics.store(words, at + agentWords.waitsFor, 0);
  atomics.add(words, at + agentWords.sequence, 1);
}

/** A word that was read on the way, to see that it has not changed. */
interface Seen {
  words: Int32Array;
  index: number;
  value: number;
}

/**
 * Looks whether the published wait of `me` closes a cycle. If it does, a second look under one lock makes certain that all
 * of it stood at one moment, and takes the wait out of the graph: it is the victim, and the cycle is open again.
 */
export function findDeadlock(
  agent: Agent,
  me: number,
  blocking: boolean,
): DeadlockLink[] | undefined {
  if (search(agent, me, []) === undefined) return undefined;
  lockMutex(agent.words, header.detecting);
  try {
    for (;;) {
      const seen: Seen[] = [];
      const cycle = search(agent, me, seen);
      if (cycle === undefined) return undefined;
      // What has changed need not be of the cycle: a flag of one of its locks will do. Then nobody else would look again.
      if (seen.some(({ words, index, value }) => atomics.load(words, index) !== value)) continue;
      const links = describe(agent, me, cycle);
      unpublish(agent, me, blocking);
      return links;
    }
  } finally {
    unlockMutex(agent.words, header.detecting);
  }
}

/** Depth first from what `me` waits for; gives the way back to `me`, if there is one. */
function search(agent: Agent, me: number, seen: Seen[]): Awaited[] | undefined {
  const visited = new Set<number>();
  const read = (slot: number, word: number): number => {
    const words = agent.memory.reach(slot);
    const index = slot * slotWords + word;
    // A slot that was given to something else meanwhile may lead anywhere; the second look then finds no cycle.
    if (index < 0 || index >= words.length) return 0;
    const value = atomics.load(words, index);
    seen.push({ words, index, value });
    return value;
  };
  const follow = (holder: number, path: Awaited[]): Awaited[] | undefined => {
    if (visited.has(holder)) return undefined;
    visited.add(holder);
    read(holder, agentWords.sequence);
    const lock = read(holder, agentWords.waitsFor);
    for (const next of lock === 0 ? [] : awaitedFor(agent, holder, lock, read)) {
      const there = [...path, next];
      const back = next.holder === me ? there : follow(next.holder, there);
      if (back !== undefined) return back;
    }
    // Whoever's thread is stopped by a blocking call cannot go on either, whatever it waits for itself.
    const thread = read(holder, agentWords.thread);
    const blocker = read(thread, threadWords.blocked);
    if (blocker === 0 || blocker === holder) return undefined;
    const there = [...path, { holder: blocker, lock: 0 }];
    return blocker === me ? there : follow(blocker, there);
  };
  return follow(me, []);
}

function describe(agent: Agent, me: number, cycle: Awaited[]): DeadlockLink[] {
  const last = cycle[cycle.length - 1]!;
  return [{ ...last, holder: me }, ...cycle.slice(0, -1)].map((step, index) =>
    linkOf(agent, step, cycle[index]!),
  );
}

function linkOf(agent: Agent, step: Awaited, next: Awaited): DeadlockLink {
  const takenAt = readTakenAt(agent, step);
  return {
    holder: nameOf(agent, step.holder),
    holds: held(agent, step),
    waitsFor: wanted(agent, next),
    ...(takenAt && { takenAt }),
  };
}

function held(agent: Agent, step: Awaited): string {
  if (step.as === 'next') return `the next turn of ${wanted(agent, step)}`;
  return step.as === undefined ? wanted(agent, step) : `${wanted(agent, step)} (${step.as})`;
}

function wanted(agent: Agent, { lock }: Awaited): string {
  return lock === 0 ? turnOfThread : lockName(agent, lock);
}

/** How a message calls a holder by its slot. */
export function nameOf(agent: Agent, holder: number): string {
  const words = agent.memory.reach(holder);
  return readName(agent.memory, words[holder * slotWords + nameWord]!);
}

/** The lock that a holder waits for without end, as a message calls it. */
export function waitOf(agent: Agent, holder: number): string | undefined {
  const lock = atomics.load(agent.memory.reach(holder), holder * slotWords + agentWords.waitsFor);
  return lock === 0 ? undefined : lockName(agent, lock);
}

function lockName(agent: Agent, lock: number): string {
  const words = agent.memory.reach(lock);
  const name = words[lock * slotWords + nameWord]!;
  const text = name === 0 ? undefined : JSON.stringify(readName(agent.memory, name));
  if (kindOfBlock(atomics.load(words, lock * slotWords + kindWord)) === kinds.rwLock) {
    return text === undefined ? `rw lock#${lock}` : `rw lock ${text}`;
  }
  return text ?? `Lock#${lock}`;
}
