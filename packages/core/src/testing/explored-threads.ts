import { Agent, joinMemory } from '../memory/agent.ts';
import { useAtomics } from '../memory/atomics.ts';
import { agentWords, firstThread, firstUnused, nameWord, slotWords } from '../memory/layout.ts';
import { Memory } from '../memory/memory.ts';
import { writeName } from '../memory/name.ts';
import type { Platform } from '../platform.ts';
import { installPlatform } from '../realm.ts';
import { setCurrent } from '../wait/current.ts';
import type { Holder } from '../wait/holder.ts';
import type { Wait } from '../wait/wait.ts';
import { exploreSteps, type Exploration } from './explore-steps.ts';
import { World } from './world.ts';

/** Slots that the explored programs may use beyond the threads' own. */
const room = 24;

/** What a program of two threads can do besides its locks. */
export interface Threads {
  /** Runs `body` as a task of the running thread: what it takes and waits for is that task's. */
  as<T>(holder: Holder, body: () => T): T;
  /** Enters a critical section and leaves it; throws if another is in it. */
  critical(): void;
  /** Says that the thread holds nothing and waits for nothing: how it came there does not matter any more. */
  mark(): void;
  /** Goes back to the event loop until the bell rings. */
  turn(): void;
  /** Sends one message that `receive` of the other waits for: threads share nothing else. */
  send(value: number): void;
  receive(): number;
}

let exploring: World | undefined;

/** What explored code runs on: it may block and share, and its clock only moves when a wait times out. */
const explored: Platform = {
  name: 'explored',
  version: '1',
  isMainThread: true,
  now: () => (exploring?.timeouts ?? 0) * 1e9,
  hop: neverCalled,
  setTimer: neverCalled,
  clearTimer: neverCalled,
  missing: {},
};

function neverCalled(): never {
  throw new Error('explored code has no timers, and no event loop but its bell');
}

/** A task for an explored program; its slot is fixed, so that making one takes no step. */
export function task(name: string, slot: number): Holder {
  return { describe: () => name, blockedOn: undefined as Wait | undefined, slot };
}

/** Slots for tasks of each thread, in a place where nothing else is. */
export const mainTasks: readonly number[] = [80, 81];
export const otherTasks: readonly number[] = [82, 83];

/** Words of the program's own: who is in the critical section, and the one message. */
const inside = 89 * slotWords;
const mailbox = 89 * slotWords + 1;

/**
 * Explores a program of two threads over shared memory, each body a thread's code, in every order of atomic accesses.
 * `program` is called for each new memory, and its bodies over and over: they make all of their objects themselves.
 */
export async function exploreThreads(
  program: (threads: Threads) => { main: () => void; other: () => void },
): Promise<Exploration> {
  installPlatform(explored);
  const memory = Memory.create();
  const words = new Int32Array(memory.buffer, 0, (firstUnused + room) * slotWords);
  const numbers = [Agent.enlist(memory, 'main'), Agent.enlist(memory, 'other')];
  [mainTasks, otherTasks].forEach((slots, index) => {
    for (const slot of slots) {
      words[slot * slotWords + agentWords.thread] = firstThread + numbers[index]!.thread;
      words[slot * slotWords + nameWord] = writeName(memory, `task ${slot}`);
    }
  });
  const threads: Threads = {
    as(holder, body) {
      setCurrent({
        identity: holder,
        suspend: neverCalled,
        giveWay: neverCalled,
        enter: neverCalled,
        began: () => {},
      });
      try {
        return body();
      } finally {
        setCurrent(undefined);
      }
    },
    critical() {
      if (world.step(inside, 1) !== 0) throw new Error('two are in the critical section');
      world.step(inside, -1);
    },
    mark: () => world.mark(),
    turn: () => world.turn(),
    send: (value) => void world.step(mailbox, value),
    receive() {
      world.turn(() => words[mailbox] !== 0);
      return world.step(mailbox, 0);
    },
  };
  const world = new World(words, program(threads), (actor) => {
    joinMemory(new Agent(memory, numbers[actor]!));
  });
  exploring = world;
  useAtomics(world.atomics);
  try {
    return await exploreSteps(world);
  } finally {
    useAtomics();
    exploring = undefined;
  }
}
