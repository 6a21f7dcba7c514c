import { InvalidStateError } from '../errors.ts';
import { platform, realm } from '../realm.ts';
import { thisThread, type Holder } from '../wait/holder.ts';
import { atomics, looks } from './atomics.ts';
import { Bell, type Quiet } from './bell.ts';
import { pause } from './blocking.ts';
import { isDead } from './dead.ts';
import { leaveRest } from './idle.ts';
import { Known } from './known.ts';
import {
  agentWords,
  bells,
  firstThread,
  header,
  kindWord,
  kinds,
  permits,
  slotWords,
  stopState,
  threads,
  threadState,
  threadWords,
} from './layout.ts';
import { Memory } from './memory.ts';
import { list } from './roster.ts';
import { sweep } from './sweep.ts';
import { allocateNamed, freeNamed } from './name.ts';

/** Is told when this thread stops and goes on; see thread/rest.ts. */
export interface Watcher extends Quiet {
  /** It is about to park without limit. False: it was woken meanwhile. */
  parks(): void;
  unparked(): void;
}

let watcher: Watcher | undefined;

/** @internal */
export function watchAgent(by: Watcher): void {
  watcher = by;
}

/** A thread's number in shared memory, and which of those that had it one after another this one is. */
export interface Enlisted {
  readonly thread: number;
  readonly born: number;
}

/** As no thread was born. */
const nobodyBorn = -1;

/**
 * A thread's part in shared memory: its number, what it parks on, and its bell.
 * The shared algorithms take theirs from here, so that a test can run several of them in one thread.
 */
export class Agent {
  readonly memory: Memory;
  /** Its number, 0 … 63. */
  readonly thread: number;
  /** The slot of the thread. */
  readonly slot: number;
  readonly born: number;
  /** What of the shared memory this thread has as objects. */
  readonly known: Known;
  readonly bell: Bell;
  readonly #gone = new FinalizationRegistry((slot: number) => this.#giveBack(slot));

  constructor(memory: Memory, { thread, born }: Enlisted) {
    this.memory = memory;
    this.thread = thread;
    this.born = born;
    this.slot = firstThread + thread;
    this.known = new Known(memory, this);
    const stop = this.slot * slotWords + threadWords.stop;
    // What it took after that would be lost with it.
    const mayLook = (): boolean => memory.words[stop] === stopState.none;
    this.bell = new Bell(memory, thread, () => watcher, mayLook);
  }

  get words(): Int32Array<SharedArrayBuffer> {
    return this.memory.words;
  }

  /**
   * Sets up a thread's slot under a number that is free.
   * @throws InvalidStateError if 64 threads are alive; MemoryFullError.
   */
  static enlist(memory: Memory, name: string): Enlisted {
    const self = allocateNamed(memory, 'agent', name);
    const { words } = memory;
    for (let thread = 0; thread < threads; thread++) {
      const slot = firstThread + thread;
      const at = slot * slotWords;
      const state = at + threadWords.state;
      if (
        atomics.compareExchange(words, state, threadState.free, threadState.alive) !==
        threadState.free
      ) {
        continue;
      }
      const born = atomics.load(words, at + threadWords.born);
      words[at + kindWord] = kinds.thread;
      words[at + threadWords.self] = self;
      words[self * slotWords + agentWords.thread] = slot;
      words[self * slotWords + agentWords.born] = born;
      return { thread, born };
    }
    freeNamed(memory, self);
    throw new InvalidStateError(
      `cannot start ${name}: ${threads} threads are alive, which is as many as can share memory; join some first`,
    );
  }

  /** A number for a thread that no other thread of the program has. */
  nextIdent(): number {
    return atomics.add(this.words, header.ident, 1) + 2; // 1 is the main thread's
  }

  /**
   * Marks a thread as dead, by itself as it goes or by whoever hears of it: what it holds is abandoned, and every other
   * thread looks again at what it waits for. Called twice, it does nothing.
   */
  static bury({ words }: Memory, { thread, born }: Enlisted): void {
    const at = (firstThread + thread) * slotWords;
    if (atomics.compareExchange(words, at + threadWords.born, born, born + 1) !== born) return;
    atomics.store(words, at + threadWords.blocked, 0);
    atomics.store(words, at + threadWords.rest, 0);
    stirAll(words, thread);
  }

  /**
   * The same, and takes it out of all that it waited for: nobody else may do that for as long as its creator is blocked, and
   * till then a turn could be given to it. What it had is given back by `dismiss`, when it is gone for certain.
   */
  static part(memory: Memory, who: Enlisted): void {
    Agent.#takeOut(memory, who, true);
  }

  static #takeOut(memory: Memory, who: Enlisted, mayRun: boolean): void {
    Agent.bury(memory, who);
    sweep(memory, who.thread, mayRun);
    // Whoever it was to wake, or whose turn it kept, looks again.
    stirAll(memory.words, who.thread);
  }

  /** Was it buried? */
  static hasParted({ words }: Memory, { thread, born }: Enlisted): boolean {
    return atomics.load(words, (firstThread + thread) * slotWords + threadWords.born) !== born;
  }

  /**
   * Takes a thread that has ended out of all that it had and waited for, and gives its number to whoever comes next.
   * `byForce`: it may still run, so the number is kept back.
   */
  static dismiss(memory: Memory, who: Enlisted, byForce: boolean = false): void {
    Agent.#takeOut(memory, who, byForce);
    const { words } = memory;
    const at = (firstThread + who.thread) * slotWords;
    if (byForce) {
      atomics.store(words, at + threadWords.state, threadState.lost);
      return;
    }
    const self = atomics.load(words, at + threadWords.self);
    // What holds a lock is known by its slot for as long as the lock is not recovered.
    if (atomics.load(words, self * slotWords + agentWords.holds) === 0) freeNamed(memory, self);
    for (const word of [
      threadWords.ident,
      threadWords.renamings,
      threadWords.expected,
      threadWords.permit,
      threadWords.bell,
      threadWords.stop,
    ]) {
      atomics.store(words, at + word, 0);
    }
    atomics.store(words, at + threadWords.state, threadState.free);
  }

  /** Lets a thread stop for good at its next wait, or in the one that it is in. */
  static stop({ words }: Memory, thread: number): void {
    const stop = (firstThread + thread) * slotWords + threadWords.stop;
    atomics.compareExchange(words, stop, stopState.none, stopState.asked); // it may have stopped already
    unpark(words, thread);
  }

  /** Has the thread of this holder ended? */
  isDead(holder: number): boolean {
    return isDead(this.memory, holder);
  }

  /** What a dead one held has another holder now. */
  lostHold(holder: number): void {
    atomics.add(this.memory.reach(holder), holder * slotWords + agentWords.holds, -1);
  }

  /** The slot of a holder of this thread, given to it when it first needs one. @throws MemoryFullError */
  slotOf(holder: Holder): number {
    if (holder.slot !== 0) return holder.slot;
    const slot = allocateNamed(this.memory, 'agent', holder.describe());
    const words = this.memory.reach(slot);
    words[slot * slotWords + agentWords.thread] = this.slot;
    words[slot * slotWords + agentWords.born] = this.born;
    this.#gone.register(holder, slot);
    return (holder.slot = slot);
  }

  /** Somebody outside of the program for whom this thread held and waited is gone: what that one holds is abandoned. */
  buryHolder({ slot }: Holder): void {
    if (slot === 0) return;
    atomics.store(this.memory.reach(slot), slot * slotWords + agentWords.born, nobodyBorn);
    stirAll(this.words, -1);
  }

  /** Was it marked as dead? It may still run for a moment, but what it had is no more its own to give back. */
  get isBuried(): boolean {
    return Agent.hasParted(this.memory, this);
  }

  #giveBack(slot: number): void {
    if (this.isBuried) return;
    const words = this.memory.reach(slot);
    if (atomics.load(words, slot * slotWords + agentWords.holds) === 0) {
      freeNamed(this.memory, slot);
    }
  }

  /**
   * Sleeps until an unpark, which may have come before. False: it woke for another reason, such as the time being over.
   * `soon`: the unpark is likely to come at once, so it is looked for before.
   */
  park(timeout: number, soon: boolean = false): boolean {
    const { words } = this;
    const permit = this.slot * slotWords + threadWords.permit;
    if (atomics.exchange(words, permit, permits.none) === permits.there) return this.goesOn();
    if (timeout <= 0) return false;
    if (soon) this.#expect(permit);
    const listeners = Array.from(this.bell.listeners);
    for (const listener of listeners) listener.parks?.();
    if (atomics.compareExchange(words, permit, permits.none, permits.asleep) === permits.none) {
      const watched = timeout === Infinity ? watcher : undefined;
      watched?.parks();
      atomics.wait(words, permit, permits.asleep, timeout);
      watched?.unparked();
    }
    for (const listener of listeners) if (this.bell.listeners.has(listener)) listener.unparked?.();
    return atomics.exchange(words, permit, permits.none) === permits.there && this.goesOn();
  }

  #expect(permit: number): void {
    for (let look = 0; look < looks; look++) {
      if (atomics.load(this.words, permit) === permits.there) return;
    }
  }

  /** A thread that is to stop does so here, for good: where one that was ended by force may run on, it changes nothing more. */
  goesOn(): true {
    if (this.words[this.slot * slotWords + threadWords.stop] === stopState.none) return true;
    // On Deno, one that merely slept would hold its program open for ever.
    platform().parent?.close();
    for (;;) pause(Infinity);
  }

  /** An unpark is there to be taken. */
  get hasPermit(): boolean {
    return atomics.load(this.words, this.slot * slotWords + threadWords.permit) === permits.there;
  }

  unpark(thread: number): void {
    unpark(this.words, thread);
  }

  ring(thread: number): void {
    ring(this.words, thread);
  }

  /** Is there a thread of this number? Its bits may outlive it for a while. */
  isAlive(thread: number): boolean {
    const state = (firstThread + thread) * slotWords + threadWords.state;
    return atomics.load(this.words, state) === threadState.alive;
  }

  /** Lets a thread look whether its event loop is still empty. */
  ask(thread: number): void {
    const bell = (firstThread + thread) * slotWords + threadWords.bell;
    atomics.store(this.words, bell, bells.rung);
    atomics.notify(this.words, bell);
  }
}

/** This thread's part in shared memory; the first call in a program makes the memory. @throws NotSupportedError */
export function thisAgent(): Agent {
  const here = realm();
  if (here.agent === undefined) {
    enlistThis(Memory.create());
  }
  return here.agent as Agent;
}

/** Takes part in a memory under a number of its own. */
export function enlistThis(memory: Memory): void {
  const agent = new Agent(memory, Agent.enlist(memory, thisThread.name));
  list(memory, agent, thisThread);
  joinMemory(agent);
}

/** This thread's part, if it has one already. */
export function agentIfAny(): Agent | undefined {
  return realm().agent as Agent | undefined;
}

/** Takes part in a memory that another thread made, under the number given there. */
export function joinMemory(agent: Agent): void {
  realm().agent = agent;
  thisThread.slot = agent.words[agent.slot * slotWords + threadWords.self]!;
}

/** Lets every other thread look again, also one that the dead one was about to wake. */
function stirAll(words: Int32Array, but: number): void {
  for (let thread = 0; thread < threads; thread++) {
    const at = (firstThread + thread) * slotWords;
    if (thread === but || atomics.load(words, at + threadWords.state) !== threadState.alive)
      continue;
    atomics.store(words, at + threadWords.permit, permits.there);
    atomics.store(words, at + threadWords.bell, bells.rung);
    leaveRest(words, thread);
    // Also where either was set before: whoever did that may have died before it woke anybody.
    atomics.notify(words, at + threadWords.permit);
    atomics.notify(words, at + threadWords.bell);
  }
}

function unpark(words: Int32Array, thread: number): void {
  const permit = (firstThread + thread) * slotWords + threadWords.permit;
  if (atomics.exchange(words, permit, permits.there) !== permits.asleep) return;
  leaveRest(words, thread);
  atomics.notify(words, permit);
}

function ring(words: Int32Array, thread: number): void {
  const bell = (firstThread + thread) * slotWords + threadWords.bell;
  if (atomics.exchange(words, bell, bells.rung) !== bells.asleep) return;
  leaveRest(words, thread);
  atomics.notify(words, bell); // all: a wait of one who had the number before may still be there
}
