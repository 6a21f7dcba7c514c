import { Agent, joinMemory, thisAgent } from '../memory/agent.ts';
import { forEachBlock, kindAt } from '../memory/allocate.ts';
import { header, kinds, sharedWords, slotWords } from '../memory/layout.ts';
import { generationOf } from '../memory/shares.ts';
import { installPlatform, platform } from '../realm.ts';
import { fromHandleOf, kindOf, type Shareable } from '../wire/kind.ts';
import { enableSharing } from './sharing.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });
enableSharing();

/** This thread, and another that has its own objects on the same memory. */
export const here: Agent = thisAgent();
export const there: Agent = another('other');

export function another(name: string): Agent {
  return new Agent(here.memory, Agent.enlist(here.memory, name));
}

/** Runs `body` with what the thread `agent` has. */
export function inThread<T>(agent: Agent, body: () => T): T {
  joinMemory(agent);
  try {
    return body();
  } finally {
    joinMemory(here);
  }
}

/** A handle on its way. */
export interface Sent {
  readonly kind: string;
  readonly data: { readonly slot: number; readonly generation: number };
}

export function send(object: Shareable): Sent {
  const kind = kindOf(object)!;
  return { kind: kind.id, data: kind.toHandle(object) as Sent['data'] };
}

/** Its object in the thread where it arrives. */
export function arrive({ kind, data }: Sent, agent: Agent = there): Shareable {
  return inThread(agent, () => fromHandleOf(kind, data) as Shareable);
}

/** Is what was there when it was sent there still? */
export function stands({ data: { slot, generation } }: Sent): boolean {
  return kindAt(here.memory, slot) !== kinds.free && generationOf(here.memory, slot) === generation;
}

/** How many threads and handles on their way are counted. */
export function refs({ data: { slot } }: Sent): number {
  return here.memory.reach(slot)[slot * slotWords + sharedWords.refs]!;
}

/** How many blocks are in use. */
export function inUse(): number {
  let count = 0;
  forEachBlock(here.memory, (_, kind) => {
    if (kind !== kinds.free) count++;
  });
  return count;
}

/** How many slots were ever given out. */
export function everUsed(): number {
  return here.memory.words[header.unused]!;
}
