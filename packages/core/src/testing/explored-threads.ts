import { Agent, joinMemory, type Enlisted } from '../memory/agent.ts';
import { allocate } from '../memory/allocate.ts';
import { useAtomics } from '../memory/atomics.ts';
import {
  agentWords,
  firstThread,
  firstUnused,
  header,
  nameWord,
  slotWords,
} from '../memory/layout.ts';
import { Memory } from '../memory/memory.ts';
import { writeName } from '../memory/name.ts';
import type { Platform } from '../platform.ts';
import { installPlatform } from '../realm.ts';
import { setCurrent } from '../wait/current.ts';
import type { Holder } from '../wait/holder.ts';
import type { Wait } from '../wait/wait.ts';
import { deeper } from './deeper.ts';
import { exploreSteps, type Exploration, type StepOptions } from './explore-steps.ts';
import { withoutCollector } from './without-collector.ts';
import { World, type Span } from './world.ts';

/** Slots that the explored programs may use beyond the threads' own. */
const room = 128;

/** What a program of several threads can do besides its locks. */
export interface Threads {
  readonly memory: Memory;
  /** The number that a thread of the program has in that memory. */
  enlisted(thread: string): Enlisted;
  /** Runs `body` as a task of the running thread: what it takes and waits for is that task's. */
  as<T>(holder: Holder, body: () => T): T;
  /** Enters a critical section and leaves it; throws if another is in it. */
  critical(): void;
  /** Throws if another is in the critical section at this moment; any number may do so at once. */
  beside(): void;
  /** Says that the thread holds nothing and waits for nothing: how it came there does not matter any more. */
  mark(): void;
  /** Goes back to the event loop until the bell rings. */
  turn(): void;
  /** Sends a number other than 0 that `receive` of each other thread waits for: threads share nothing else. Once a box. */
  send(value: number, box?: number): void;
  receive(box?: number): number;
  /** Adds to the number in a box; gives what it was. */
  count(box: number, by: number): number;
  /** Waits in the event loop until the thread that may die (see `dies`) has ended. Did it die? */
  died(): boolean;
}

export interface ThreadsOptions<Name extends string> extends StepOptions {
  /** The thread that may die before any of its steps, and while it waits: each of these is a way to go on. */
  readonly dies?: Name | undefined;
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

/** The first block: words of the program's own, then the tasks of each thread. */
const ownSlots = 16;
const tasksEach = 2;
const firstTask = firstUnused + 2;
const ownWords = (firstUnused + 1) * slotWords;

function tasksOf(thread: number): readonly number[] {
  return Array.from({ length: tasksEach }, (_, index) => firstTask + thread * tasksEach + index);
}

/** Slots for tasks of the first, the second and the third thread. */
export const mainTasks: readonly number[] = tasksOf(0);
export const otherTasks: readonly number[] = tasksOf(1);
export const thirdTasks: readonly number[] = tasksOf(2);

/** Who is in the critical section, and the boxes for one number each. */
const inside = ownWords;
const boxes = ownWords + 1;

/**
 * Explores a program of two threads or more over shared memory, each body a thread's code: every order of their atomic
 * accesses, or all with at most so many preemptions. `program` is called once for a new memory, and its bodies over and
 * over: they make all of their objects themselves.
 */
export function exploreThreads<Name extends string>(
  program: (threads: Threads) => Record<Name, () => void>,
  options: ThreadsOptions<NoInfer<Name>> = {},
): Promise<Exploration> {
  installPlatform(explored);
  const memory = Memory.create();
  const words = new Int32Array(memory.buffer, 0, (firstUnused + room) * slotWords);
  if (allocate(memory, ownSlots, 'name') !== firstUnused) {
    throw new Error('the first block is not where the tasks of an explored program are');
  }
  const enlisted = new Map<string, Enlisted>();
  const threads: Threads = {
    memory,
    enlisted: (thread) => enlisted.get(thread)!,
    as: runAs,
    critical() {
      if (world.step(inside, 1) !== 0) throw new Error('two are in the critical section');
      world.step(inside, -1);
    },
    beside() {
      if (world.step(inside, 0) !== 0)
        throw new Error('one is beside another in the critical section');
    },
    mark: () => world.mark(),
    turn: () => world.turn(),
    send(value, box = 0) {
      if (world.step(boxes + box, value) !== 0) throw new Error(`box ${box} is full`);
    },
    receive(box = 0) {
      for (;;) {
        world.turn(() => words[boxes + box] !== 0);
        const value = world.step(boxes + box, 0);
        if (value !== 0) return value;
      }
    },
    count: (box, by) => world.step(boxes + box, by),
    died: () => world.died(),
  };
  const bodies = program(threads);
  const names = Object.keys(bodies);
  names.forEach((name, index) => {
    const who = Agent.enlist(memory, name);
    enlisted.set(name, who);
    for (const slot of tasksOf(index)) {
      const at = slot * slotWords;
      words[at + agentWords.thread] = firstThread + who.thread;
      words[at + agentWords.born] = who.born;
      words[at + nameWord] = writeName(memory, `task ${slot}`);
    }
  });
  const world = new World(words, bodies, {
    enter: (actor) => joinMemory(new Agent(memory, threads.enlisted(names[actor]!))),
    dies: options.dies,
    used: usedBy(words, names.length),
  });
  const { preemptions = Infinity, allOrders } = options;
  const bounds = { preemptions: preemptions + deeper(), allOrders };
  return withoutCollector(() => onAtomicsOf(world, () => exploreSteps(world, bounds)));
}

/** The parts of memory in which something can be: the header and the threads, and what was allocated. */
function usedBy(words: Int32Array, threads: number): () => Span[] {
  let end = 0;
  let spans: Span[] = [];
  return () => {
    const unused = words[header.unused]!;
    if (unused === end) return spans;
    if (unused > firstUnused + room) {
      throw new Error(`an explored program can use ${room} slots; this one needs more`);
    }
    end = unused;
    spans = [
      { from: 0, to: (firstThread + threads) * slotWords },
      { from: firstUnused * slotWords, to: (firstTask + tasksEach * threads) * slotWords },
      { from: (firstUnused + ownSlots) * slotWords, to: unused * slotWords },
    ];
    return spans;
  };
}

function runAs<T>(holder: Holder, body: () => T): T {
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
}

async function onAtomicsOf<T>(world: World, body: () => Promise<T>): Promise<T> {
  exploring = world;
  useAtomics(world.atomics);
  try {
    return await body();
  } finally {
    useAtomics();
    exploring = undefined;
  }
}
