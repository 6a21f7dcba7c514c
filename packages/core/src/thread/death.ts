import { Agent, agentIfAny, type Enlisted } from '../memory/agent.ts';
import { pause } from '../memory/blocking.ts';
import {
  firstThread,
  slotWords,
  stopState,
  threads,
  threadState,
  threadWords,
} from '../memory/layout.ts';
import type { Memory } from '../memory/memory.ts';
import { platform } from '../realm.ts';
import { endChildren } from './children.ts';

// How a thread's end gets into shared memory. One that ends by itself says it as it goes, so even a creator that is blocked
// gets what it held. For one that is ended from without, or is out of memory, its creator says it.

/** How long workers get to stop where they are once they were ended, in milliseconds; 2 … 7 were measured on Node and Bun. */
const stopping = 20;

function at(thread: number, word: number): number {
  return (firstThread + thread) * slotWords + word;
}

/** Notes who started a thread: if that one ends, so does this. */
export function noteCreator({ words }: Memory, { thread }: Enlisted, creator: Enlisted): void {
  Atomics.store(words, at(thread, threadWords.creator), creator.thread + 1);
}

/** The threads that a thread has started, and theirs. */
function descendants(memory: Memory, { thread }: Enlisted): Enlisted[] {
  const { words } = memory;
  const found: Enlisted[] = [];
  for (let other = 0; other < threads; other++) {
    if (Atomics.load(words, at(other, threadWords.creator)) !== thread + 1) continue;
    if (Atomics.load(words, at(other, threadWords.state)) !== threadState.alive) continue;
    const child = { thread: other, born: Atomics.load(words, at(other, threadWords.born)) };
    found.push(child, ...descendants(memory, child));
  }
  return found;
}

/** Lets a thread and its descendants stop at their next wait. */
export function stopAll(memory: Memory, who: Enlisted): void {
  for (const { thread } of [who, ...descendants(memory, who)]) Agent.stop(memory, thread);
}

/**
 * A thread is gone, and so are those that it started. `byForce`: it may run on for a while; those may wherever a runtime
 * does not tell of their end.
 */
export function dismissAll(memory: Memory, who: Enlisted, byForce: boolean): void {
  giveBackLost();
  for (const child of descendants(memory, who)) {
    Agent.stop(memory, child.thread);
    dismiss(memory, child, platform().threads?.runsOn !== undefined);
  }
  dismiss(memory, who, byForce);
}

function dismiss(memory: Memory, who: Enlisted, byForce: boolean): void {
  if (!byForce) Atomics.store(memory.words, at(who.thread, threadWords.creator), 0);
  Agent.dismiss(memory, who, byForce);
  if (!byForce) return;
  lost.push({ memory, who, until: platform().now() + (platform().threads?.runsOn ?? 0), then: [] });
}

interface Lost {
  readonly memory: Memory;
  readonly who: Enlisted;
  readonly until: number;
  readonly then: (() => void)[];
}

/** Those whose numbers are kept back. */
let lost: Lost[] = [];

/** Calls `then` when a thread that was ended by force runs no more, for whatever it may write into until then. */
export function whenStopped(thread: number, then: () => void): void {
  lost.find(({ who }) => who.thread === thread)?.then.push(then);
}

/** Gives the numbers back of those that have stopped since, or must have. */
export function giveBackLost(): void {
  if (lost.length === 0) return;
  const now = platform().now();
  const isGone = ({ memory, who, until }: Lost): boolean =>
    now > until || Atomics.load(memory.words, at(who.thread, threadWords.stop)) === stopState.done;
  const gone = lost.filter(isGone);
  lost = lost.filter((one) => !gone.includes(one));
  for (const { memory, who, then } of gone) {
    dismiss(memory, who, false);
    for (const tell of then) tell();
  }
}

let hasLeft = false;
let isEnding = false;

/** This thread comes to its end; where `close()` ends a worker, what runs at that moment goes on to its own. */
export function isAtItsEnd(): boolean {
  return isEnding;
}

/** This thread comes to its end: nothing of it uses shared memory any more. */
export function leave(): void {
  isEnding = true;
  const agent = agentIfAny();
  if (hasLeft || agent === undefined) return;
  hasLeft = true;
  agent.bell.leave();
  const { memory } = agent;
  Agent.part(memory, agent);
  const below = descendants(memory, agent);
  if (below.length > 0) {
    // They end with this thread, and nobody else could tell while its creator is blocked.
    for (const { thread } of below) Agent.stop(memory, thread);
    endChildren();
    if (platform().missing.blocking === undefined) pause(stopping);
    for (const child of below) Agent.part(memory, child);
  }
  Atomics.store(memory.words, at(agent.thread, threadWords.stop), stopState.done);
}

let isWatching = false;

/** Lets this thread leave, however it ends by itself. */
export function watchExit(): void {
  if (isWatching) return;
  isWatching = true;
  platform().onExit?.(leave);
}
