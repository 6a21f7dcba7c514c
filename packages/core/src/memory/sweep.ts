import type { Memory } from './memory.ts';

/** Takes a thread that has ended out of all that it waited for, had, or was about to change. */
export function sweep(_memory: Memory, _thread: number): void {}
