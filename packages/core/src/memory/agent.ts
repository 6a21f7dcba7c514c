import { InvalidStateError } from '../errors.ts';
import { platform, realm } from '../realm.ts';
import { thisThread, type Holder } from '../wait/holder.ts';
import { atomics } from './atomics.ts';
import { leaveRest } from './idle.ts';
import { Known } from './known.ts';
import {
  agentWords,
  firstThread,
  header,
  kindWord,
  kinds,
  nameWord,
  slotWords,
  threads,
  threadState,
} from './layout.ts';
import { Memory } from './memory.ts';
import { allocateNamed, dropName, freeNamed, writeName } from './name.ts';

/** Is told when this thread stops and goes on; see thread/rest.ts. */
export interface Watcher {
  /** It is about to park without limit. False: it was woken meanwhile. */
  parks(): void;
  unparked(): void;
  /** Nothing is waited for in shared memory any more. */
  quiet(): void;
}

let watcher: Watcher | undefined;

/** @internal */
export function watchAgent(by: Watcher): void {
  watcher = by;
}

/** What a thread's bell calls: something shared whose local waiters are to look again. */
export interface Listener {
  look(): void;
}

/**
 * A thread's part in shared memory: its number, what it parks on, and its bell.
 * The shared algorithms take theirs from here, so that a test can run several of them in one thread.
 */
export class Agent {
  readonly memory: Memory;
  /** Its number, 0 … 63. */
  readonly thread: number;
  /** The slot of the thread, which is also that of what it holds as a whole. */
  readonly slot: number;
  /** What of the shared memory this thread has as objects. */
  readonly known: Known = new Known();
  readonly #waiting = new Set<Listener>();
  readonly #gone = new FinalizationRegistry((slot: number) => this.#giveBack(slot));
  /** What the bell stood at when it was last answered. */
  #heard = 0;
  #armed = false;

  constructor(memory: Memory, thread: number) {
    this.memory = memory;
    this.thread = thread;
    this.slot = firstThread + thread;
  }

  get words(): Int32Array<SharedArrayBuffer> {
    return this.memory.words;
  }

  /**
   * Sets up a thread's slot under a number that is free.
   * @throws InvalidStateError if 64 threads are alive; MemoryFullError.
   */
  static enlist(memory: Memory, name: string): number {
    const { words } = memory;
    const named = writeName(memory, name);
    for (let thread = 0; thread < threads; thread++) {
      const slot = firstThread + thread;
      const at = slot * slotWords;
      const state = at + agentWords.state;
      if (
        atomics.compareExchange(words, state, threadState.free, threadState.alive) !==
        threadState.free
      ) {
        continue;
      }
      words[at + kindWord] = kinds.thread;
      words[at + agentWords.thread] = slot;
      words[at + nameWord] = named;
      return thread;
    }
    dropName(memory, named);
    throw new InvalidStateError(
      `cannot start ${name}: ${threads} threads are alive, which is as many as can share memory; join some first`,
    );
  }

  /** A number for a thread that no other thread of the program has. */
  nextIdent(): number {
    return atomics.add(this.words, header.ident, 1) + 2; // 1 is the main thread's
  }

  /** Gives a thread's number back; it has ended and waits nowhere. */
  static dismiss(memory: Memory, thread: number): void {
    const at = (firstThread + thread) * slotWords;
    const { words } = memory;
    // What it still holds stays held, and its number with it: a lock must not seem to be held by the next thread.
    if (atomics.load(words, at + agentWords.holds) !== 0) {
      atomics.store(words, at + agentWords.state, threadState.lost);
      return;
    }
    // It may have died in a wait.
    atomics.store(words, at + agentWords.waitsFor, 0);
    atomics.store(words, at + agentWords.blocked, 0);
    atomics.add(words, at + agentWords.sequence, 1);
    atomics.store(words, at + agentWords.rest, 0);
    atomics.store(words, at + agentWords.expected, 0);
    dropName(memory, words[at + nameWord]!);
    atomics.store(words, at + agentWords.permit, 0);
    atomics.store(words, at + agentWords.state, threadState.free);
  }

  /** The slot of a holder of this thread, given to it when it first needs one. @throws MemoryFullError */
  slotOf(holder: Holder): number {
    if (holder.slot !== 0) return holder.slot;
    if (holder === thisThread) return (holder.slot = this.slot);
    const slot = allocateNamed(this.memory, 'agent', holder.describe());
    this.memory.reach(slot)[slot * slotWords + agentWords.thread] = this.slot;
    this.#gone.register(holder, slot);
    return (holder.slot = slot);
  }

  #giveBack(slot: number): void {
    const words = this.memory.reach(slot);
    if (atomics.load(words, slot * slotWords + agentWords.holds) === 0) {
      freeNamed(this.memory, slot);
    }
  }

  /** Sleeps until an unpark, which may have come before. False: it woke for another reason, such as the time being over. */
  park(timeout: number): boolean {
    const { words } = this;
    const permit = this.slot * slotWords + agentWords.permit;
    if (atomics.exchange(words, permit, 0) === 1) return true;
    if (timeout <= 0) return false;
    const watched = timeout === Infinity ? watcher : undefined;
    watched?.parks();
    atomics.wait(words, permit, 0, timeout);
    watched?.unparked();
    return atomics.exchange(words, permit, 0) === 1;
  }

  /** An unpark is there to be taken. */
  get hasPermit(): boolean {
    return atomics.load(this.words, this.slot * slotWords + agentWords.permit) === 1;
  }

  unpark(thread: number): void {
    const permit = (firstThread + thread) * slotWords + agentWords.permit;
    if (atomics.exchange(this.words, permit, 1) !== 0) return;
    leaveRest(this.words, thread);
    atomics.notify(this.words, permit, 1);
  }

  ring(thread: number): void {
    const bell = (firstThread + thread) * slotWords + agentWords.bell;
    atomics.add(this.words, bell, 1);
    leaveRest(this.words, thread);
    atomics.notify(this.words, bell, 1);
  }

  /** Lets a thread look whether its event loop is still empty. */
  ask(thread: number): void {
    const bell = (firstThread + thread) * slotWords + agentWords.bell;
    atomics.add(this.words, bell, 1);
    atomics.notify(this.words, bell, 1);
  }

  /** The bell was rung, and is still to be answered. */
  get isRung(): boolean {
    return atomics.load(this.words, this.slot * slotWords + agentWords.bell) !== this.#heard;
  }

  /**
   * Lets the bell call `listener` until `quiet` is called for it. A pending wait holds the program open: from its beginning
   * where nothing tells when the event loop is empty, else from that moment on.
   */
  listen(listener: Listener): void {
    if (this.#waiting.size === 0 && platform().idle === undefined) platform().keepAlive?.ref();
    this.#waiting.add(listener);
    if (!this.#armed) this.#arm();
  }

  quiet(listener: Listener): void {
    if (!this.#waiting.delete(listener) || this.#waiting.size > 0) return;
    if (platform().idle === undefined) platform().keepAlive?.unref();
    else watcher?.quiet();
  }

  /** Does anything but `beside` wait for the bell? */
  waitsBeside(beside: Listener): boolean {
    return this.#waiting.size > (this.#waiting.has(beside) ? 1 : 0);
  }

  /** One pending wait for a thread, whatever its tasks wait for. */
  #arm(): void {
    const bell = this.slot * slotWords + agentWords.bell;
    this.#armed = true;
    for (;;) {
      const wait = atomics.waitAsync(this.words, bell, this.#heard);
      if (wait.async) {
        void wait.value.then(() => this.#answer());
        return;
      }
      this.#lookAll(atomics.load(this.words, bell));
    }
  }

  #answer(): void {
    this.#armed = false;
    this.#lookAll(atomics.load(this.words, this.slot * slotWords + agentWords.bell));
    if (this.#waiting.size > 0 && !this.#armed) this.#arm();
  }

  #lookAll(bell: number): void {
    this.#heard = bell;
    for (const listener of Array.from(this.#waiting)) listener.look();
  }
}

/** This thread's part in shared memory; the first call in a program makes the memory. @throws NotSupportedError */
export function thisAgent(): Agent {
  const here = realm();
  if (here.agent === undefined) {
    const memory = Memory.create();
    joinMemory(new Agent(memory, Agent.enlist(memory, thisThread.name)));
  }
  return here.agent as Agent;
}

/** This thread's part, if it has one already. */
export function agentIfAny(): Agent | undefined {
  return realm().agent as Agent | undefined;
}

/** Takes part in a memory that another thread made, under the number given there. */
export function joinMemory(agent: Agent): void {
  realm().agent = agent;
  thisThread.slot = agent.slot;
}
