import { platform } from '../realm.ts';
import { atomics, linger, looks } from './atomics.ts';
import { bells, firstThread, slotWords, threadWords } from './layout.ts';
import type { Memory } from './memory.ts';

/** What a thread's bell calls: something shared whose local waiters are to look again. */
export interface Listener {
  look(): void;
  /** The thread is about to park, for whatever: until it goes on, its tasks cannot take their turn. */
  parks?(): void;
  unparked?(): void;
}

/** Is told when nothing is waited for in shared memory any more. */
export interface Quiet {
  quiet(): void;
}

/**
 * A wait that is over within so many milliseconds is a short one. To be woken from the event loop takes 20 to 50 µs, so the
 * next one after it is expected to be over before that, and the bell is looked at meanwhile.
 */
const short = 0.15;
/** For how long it is looked at before the thread is left to be woken; a miss costs that much. */
const patience = 0.06;
/** After misses, as many waits in a row must be short before the next one is expected to be. */
const mostNeeded = 64;
/**
 * A wait that takes so many milliseconds while the bell is looked at is over before the thread could have been woken. Where it
 * takes longer, nobody else may have a core to bring an end to it: so whether looking or sleeping is the quicker way is tried
 * out, now and then, and the quicker one taken.
 */
const quick = 0.008;
const trial = 64;
/** Looks in one turn of the host, with microtasks in between: some 5 µs. */
const looksPerTurn = 40;
/** What goes by between two looks, for `linger`. */
const pause = 16;

/** How the event loop of a thread hears of what other threads have changed: one word, whatever its tasks wait for. */
export class Bell {
  readonly #memory: Memory;
  readonly #at: number;
  readonly #watcher: () => Quiet | undefined;
  readonly #listeners = new Set<Listener>();
  /** A wait of the engine's is pending; one for a thread, and for as long as it is not rung. */
  #isArmed = false;
  #isWatched = false;
  /** How many waits were short, one after the other, and how many it takes until the next is expected to be. */
  #shorts = 0;
  #needed = 1;
  /** When it was last begun to wait. */
  #since = 0;
  /** What a short wait has taken lately, in milliseconds, where it was looked at, and where the thread slept. */
  #looking = 0;
  #sleeping = Infinity;
  #wasWatched = false;
  #waits = 0;
  #left = false;
  readonly #mayLook: () => boolean;

  /** `mayLook`: false once the thread is to stop, so that it takes nothing more. */
  constructor(
    memory: Memory,
    thread: number,
    watcher: () => Quiet | undefined,
    mayLook: () => boolean,
  ) {
    this.#memory = memory;
    this.#at = (firstThread + thread) * slotWords + threadWords.bell;
    this.#watcher = watcher;
    this.#mayLook = mayLook;
  }

  get listeners(): ReadonlySet<Listener> {
    return this.#listeners;
  }

  /** It was rung, and is still to be answered. */
  get isRung(): boolean {
    return atomics.load(this.#memory.words, this.#at) === bells.rung;
  }

  /** Does anything but `beside` wait for it? */
  waitsBeside(beside: Listener): boolean {
    return this.#listeners.size > (this.#listeners.has(beside) ? 1 : 0);
  }

  /**
   * Calls `listener` when it is rung, until `quiet` is called for it. A pending wait holds the program open: from its
   * beginning where nothing tells when the event loop is empty, else from that moment on.
   */
  listen(listener: Listener): void {
    const isFirst = this.#listeners.size === 0;
    if (isFirst && platform().idle === undefined) platform().keepAlive?.ref();
    this.#listeners.add(listener);
    // Those who listen already are called later if it is rung, as they would be: not while one of them begins to wait for more.
    if (!this.#isWatched) this.#wait(isFirst);
  }

  /** As `listen`, by one for whom the event loop is to stay empty. */
  listenAsleep(listener: Listener): void {
    this.#listeners.add(listener);
    this.#sleep();
  }

  quiet(listener: Listener): void {
    if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
    if (platform().idle === undefined) platform().keepAlive?.unref();
    else this.#watcher()?.quiet();
  }

  /** The thread uses this memory no more: its number may be another's from now on, whose wake-ups a wait that is left would take. */
  leave(): void {
    this.#left = true;
    atomics.notify(this.#memory.words, this.#at);
  }

  #wait(mayLook = true): void {
    this.#since = platform().now();
    const watches = this.#shorts >= this.#needed && looks > 0 && this.#isLookingQuicker();
    this.#wasWatched = watches;
    if (watches) this.#watch();
    else this.#sleep(mayLook);
  }

  #isLookingQuicker(): boolean {
    if (this.#looking < quick) return true;
    const isQuicker = this.#looking < this.#sleeping;
    return ++this.#waits % trial === 0 ? !isQuicker : isQuicker;
  }

  #took(ms: number): void {
    if (ms >= short) return;
    if (this.#wasWatched) this.#looking += (ms - this.#looking) / 8;
    else if (this.#sleeping === Infinity) this.#sleeping = ms;
    else this.#sleeping += (ms - this.#sleeping) / 8;
  }

  /** Looks at it again and again, in turn with whatever else the thread has to do. */
  #watch(): void {
    this.#isWatched = true;
    const { words } = this.#memory;
    // Whoever rings it need not wake anybody now.
    atomics.compareExchange(words, this.#at, bells.asleep, bells.none);
    let left = looksPerTurn;
    const { hop, now } = platform();
    const look = (): void => {
      if (this.#left) return;
      if (this.#listeners.size === 0) {
        this.#isWatched = false;
        return;
      }
      if (this.isRung) {
        this.#isWatched = false;
        this.#needed = 1;
        this.#answerNow();
        return;
      }
      if (--left > 0) {
        linger(pause);
        void microtask.then(look);
      } else if (now() - this.#since < patience) {
        left = looksPerTurn;
        hop(look);
      } else {
        this.#isWatched = false;
        // Waits that are always a little longer than this would cost a good part of a core.
        this.#needed = Math.min(this.#needed * 2, mostNeeded);
        this.#shorts = 0;
        this.#sleep();
      }
    };
    void microtask.then(look);
  }

  /** One pending wait for the thread, which is called by it once somebody rings. */
  #sleep(mayLook = true): void {
    const { words } = this.#memory;
    for (;;) {
      if (atomics.compareExchange(words, this.#at, bells.none, bells.asleep) !== bells.rung) {
        if (this.#isArmed) return;
        const wait = atomics.waitAsync(words, this.#at, bells.asleep);
        if (wait.async) {
          this.#isArmed = true;
          void wait.value.then(() => this.#answer());
          return;
        }
      }
      if (!mayLook) return; // whoever has rung has woken it
      this.#lookAll();
    }
  }

  #answer(): void {
    this.#isArmed = false;
    if (!this.#left && !this.#isWatched) this.#answerNow();
  }

  #answerNow(): void {
    this.#lookAll();
    if (this.#listeners.size > 0 && !this.#isWatched) this.#wait();
  }

  #lookAll(): void {
    const took = platform().now() - this.#since;
    this.#took(took);
    this.#shorts = took < short ? this.#shorts + 1 : 0;
    // First: whoever finds it rung still knows that all look after that.
    atomics.store(this.#memory.words, this.#at, bells.none);
    if (!this.#mayLook()) return;
    for (const listener of Array.from(this.#listeners)) listener.look();
  }
}

const microtask: Promise<void> = /* @__PURE__ */ Promise.resolve();
