import { agentIfAny, watchAgent, type Agent, type Watcher } from '../memory/agent.ts';
import type { Listener } from '../memory/bell.ts';
import { alive, askUnsure, enterRest, leaveRest, makeSure, rest, survey } from '../memory/idle.ts';
import { firstThread, programWords, slotWords, threadWords } from '../memory/layout.ts';
import { setRevived, tellUnseen } from '../operation/unseen.ts';
import type { IdleAbility } from '../platform.ts';
import { platform } from '../realm.ts';
import { hasChildren } from './children.ts';
import { isThread } from './current.ts';
import { outputOfWorkers } from './output.ts';

/** How a program ends in which nothing can run any more: as Node ends one whose top-level await nothing can settle. */
const stallCode = 13;
/** How long the others may take to tell what they wait for, in milliseconds. */
const patience = 2000;

/** What the layers above know of this thread, and say. */
export interface Tasks {
  /** Waits something for what only another task or thread can bring, or for what nobody here knows? */
  standing(): { readonly isStuck: boolean; readonly isOpen: boolean };
  /** Waits anything at all, in a task or beside all tasks? */
  isAwaiting(): boolean;
  /** Tells what this thread waits for; `first`: nobody has told anything yet. */
  tell(first: boolean): void;
  /** All have told. */
  close(): void;
}

/**
 * Knows when this thread has nothing left to do, and, with the others, when all have: then nothing can run any more, each
 * thread tells what it waits for, and the program ends.
 */
export class Rest implements Listener, Watcher {
  readonly #idle: IdleAbility;
  readonly #tasks: Tasks;
  #resting = false;
  #held = false;
  #asked = false;
  /** Of the messages that are counted. */
  #received = 0;
  #told = false;
  #over = false;
  /** The host has told of every error so far that nobody took. */
  #errorsTold = false;

  constructor(idle: IdleAbility, tasks: Tasks) {
    this.#idle = idle;
    this.#tasks = tasks;
    watchAgent(this);
    idle.onEmpty(() => this.#empty());
    setRevived(() => !this.#over && !isThread());
  }

  /** Its event loop was empty at the last look, no other thread can bring anything, and nothing has been told. */
  get isOver(): boolean {
    return this.#over && !this.#told;
  }

  /** Something came from another thread, so this one goes on: its event loop is looked at anew. */
  stirred(): void {
    this.#errorsTold = false;
    const agent = agentIfAny();
    if (this.#resting && agent !== undefined) {
      this.#resting = false;
      this.#asked = leaveRest(agent.words, agent.thread) === rest.asked;
      agent.bell.quiet(this);
    }
    if (!this.#held) return;
    this.#held = false;
    platform().keepAlive?.unref();
    platform().hop(() => undefined); // a turn, so that the event loop is found empty again
  }

  /** One of the messages that were counted has arrived. */
  arrived(): void {
    this.#received++;
    this.stirred();
  }

  quiet(): void {
    this.stirred();
  }

  /** The bell. */
  look(): void {
    this.stirred();
    const agent = agentIfAny()!;
    if (isStalled(agent)) this.#tellWithOthers(agent);
  }

  /** The event loop has nothing left. */
  #empty(): void {
    this.#over = false;
    if (this.#told || this.#resting || this.#held || outputOfWorkers() !== undefined) return;
    const agent = agentIfAny();
    if (this.#leavesTimeForErrors(agent)) return;
    if (this.#tasks.isAwaiting() && [...outsiders].some((mayBring) => mayBring())) {
      this.#held = true;
      platform().keepAlive?.ref();
      return;
    }
    this.#over = agent === undefined || !this.#mayBeWoken(agent);
    if (agent === undefined || this.#over) {
      if (this.#tasks.standing().isStuck) this.endStalled();
      return;
    }
    this.#held = true;
    platform().keepAlive?.ref();
    if (this.#expects(agent)) return;
    this.#resting = true;
    agent.bell.listenAsleep(this);
    if (!this.#resting) return; // the bell was rung, and is answered
    const how = this.#asked ? rest.sure : rest.idle;
    enterRest(agent.words, agent.thread, how, this.#tasks.standing());
    this.#asked = false;
    // What came between has not seen the mark.
    if (agent.bell.isRung || this.#expects(agent)) this.stirred();
    else this.#survey(agent);
  }

  /** An error that nobody took ends the program with that error: what waits is no news then. True: the host needs a turn. */
  #leavesTimeForErrors(agent: Agent | undefined): boolean {
    const waits =
      this.#idle.tellsErrorsLate === true &&
      !this.#errorsTold &&
      (agent !== undefined || this.#tasks.standing().isStuck);
    this.#errorsTold = waits;
    if (waits) platform().hop(() => undefined);
    return waits;
  }

  #mayBeWoken(agent: Agent): boolean {
    if (isThread() || hasChildren()) return true;
    // The last thread may have rung the bell before it ended.
    return agent.bell.waitsBeside(this) && (agent.bell.isRung || alive(agent.words).length > 1);
  }

  /** Is a message on its way that may set this thread going? */
  #expects(agent: Agent): boolean {
    const at = agent.slot * slotWords + threadWords.expected;
    return Atomics.load(agent.words, at) !== this.#received;
  }

  #survey(agent: Agent): void {
    let seen = survey(agent.words);
    if (seen === 'unsure') {
      makeSure(agent.words, agent.thread); // its event loop was empty a moment ago
      for (const thread of askUnsure(agent.words)) agent.ask(thread);
      seen = survey(agent.words);
    }
    if (seen !== 'stuck') return;
    if (Atomics.compareExchange(agent.words, programWords.stalled, 0, 1) !== 0) return;
    this.#tell(agent, true);
    for (const thread of alive(agent.words)) {
      if (thread === agent.thread) continue;
      agent.unpark(thread);
      agent.ring(thread);
    }
    this.#finish(agent);
  }

  /** The thread is about to park without limit. */
  parks(): void {
    this.stirred();
    const agent = agentIfAny()!;
    enterRest(agent.words, agent.thread, rest.sure, {
      isStuck: true,
      isOpen: false,
      isParked: true,
    });
    if (agent.hasPermit) leaveRest(agent.words, agent.thread);
    else this.#survey(agent);
  }

  unparked(): void {
    const agent = agentIfAny()!;
    leaveRest(agent.words, agent.thread);
    if (isStalled(agent)) this.#tellWithOthers(agent);
  }

  #tellWithOthers(agent: Agent): void {
    if (this.#told) return;
    this.#tell(agent, false);
    this.#finish(agent);
  }

  #tell(agent: Agent, first: boolean): void {
    this.#told = true;
    tellUnseen();
    this.#tasks.tell(first);
    Atomics.add(agent.words, programWords.told, 1);
    Atomics.notify(agent.words, programWords.told);
  }

  /** The program's first thread ends it when all have told; the others have nothing left to do until then. */
  #finish(agent: Agent): void {
    const { words } = agent;
    if (platform().parent !== undefined) {
      for (;;) Atomics.wait(words, programWords.stalled, 1);
    }
    const end = platform().now() + patience;
    for (;;) {
      const told = Atomics.load(words, programWords.told);
      const left = end - platform().now();
      if (told >= alive(words).length || left <= 0) break;
      Atomics.wait(words, programWords.told, told, left);
    }
    this.#tasks.close();
    this.#idle.exit(stallCode);
  }

  /** Tells what this thread alone waits for, and ends the program. */
  endStalled(): void {
    this.tellStalled();
    this.#idle.exit(stallCode);
  }

  tellStalled(): void {
    this.#told = true;
    tellUnseen();
    this.#tasks.tell(true);
    this.#tasks.close();
  }
}

function isStalled(agent: Agent): boolean {
  return Atomics.load(agent.words, programWords.stalled) !== 0;
}

/** Others than the program's threads who may bring what is waited for, though nothing holds the program open for them. */
const outsiders: Set<() => boolean> = /* @__PURE__ */ new Set();

/** While it gives true, what is waited for may come from there; whoever brings it calls `stirred`. */
export function addOutsider(mayBring: () => boolean): void {
  outsiders.add(mayBring);
}

export function removeOutsider(mayBring: () => boolean): void {
  outsiders.delete(mayBring);
  stirred();
}

let watching: Rest | undefined;

/** Begins to look for the moment in which nothing can run any more. */
export function watchRest(idle: IdleAbility, tasks: Tasks): Rest {
  return (watching ??= new Rest(idle, tasks));
}

/** Is it known here when nothing is left to do? Then nothing else need hold the program open for threads. */
export function isWatched(): boolean {
  return watching !== undefined;
}

/** Something came from another thread. */
export function stirred(): void {
  watching?.stirred();
}

/** A message came that its sender had counted. */
export function arrived(): void {
  watching?.arrived();
}

/** Counts a message to `thread` before it is sent, so that it does not seem to have nothing left while that is on its way. */
export function announce(thread: number): void {
  const agent = agentIfAny();
  if (agent === undefined) return;
  Atomics.add(agent.words, (firstThread + thread) * slotWords + threadWords.expected, 1);
  leaveRest(agent.words, thread);
}
