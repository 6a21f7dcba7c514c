import type { Agent } from '../memory/agent.ts';
import { atomics } from '../memory/atomics.ts';
import { nameOf } from '../memory/graph.ts';
import { firstThread, slotWords, threads, threadWords } from '../memory/layout.ts';

// Which thread does something at this moment, in one number: its own number, and which of those that had that one after
// another it is. So what a thread left undone when it died can be told from what a living one is about to do.

/** This thread, as a number: an odd one. */
export function lifeOf({ thread, born }: Agent): number {
  return numberOf(thread, born);
}

/** Has that thread died? */
export function isOver(agent: Agent, life: number): boolean {
  const thread = threadOf(life);
  const at = (firstThread + thread) * slotWords;
  return numberOf(thread, atomics.load(agent.words, at + threadWords.born)) !== life;
}

/** How messages call it. */
export function nameOfLife(agent: Agent, life: number): string {
  const at = (firstThread + threadOf(life)) * slotWords;
  return nameOf(agent, atomics.load(agent.words, at + threadWords.self));
}

function threadOf(life: number): number {
  return (life >>> 1) % threads;
}

function numberOf(thread: number, born: number): number {
  return (born << 7) | (thread << 1) | 1;
}
