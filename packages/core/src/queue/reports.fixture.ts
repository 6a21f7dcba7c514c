import { Agent } from '../memory/agent.ts';
import type { Threads } from '../testing/explored-threads.ts';

// What the threads of an explored program have come to, and who of them has died.

const reportBox = 8;

/** Tells main the digits that a thread has in the end. */
export function report(threads: Threads, digits: readonly number[], box: number = 0): void {
  threads.send(Number(`1${digits.join('')}`), reportBox + box);
}

/** Waits until another thread has told. */
export function reported(threads: Threads, box: number = 0): number[] {
  return Array.from(String(threads.receive(reportBox + box)).slice(1), Number);
}

/** What the creator of a thread does as soon as it hears of its death. Did it die? */
export function buried(threads: Threads, thread: string): boolean {
  const died = threads.died();
  if (died) Agent.dismiss(threads.memory, threads.enlisted(thread));
  threads.mark();
  return died;
}
