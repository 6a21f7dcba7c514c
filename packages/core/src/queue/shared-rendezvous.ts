import { atomics, glance } from '../memory/atomics.ts';
import { queueWords, waitSet } from '../memory/layout.ts';
import { revokePromises } from '../memory/promises.ts';
import { nextBit } from '../memory/wait-set.ts';

/** In place of `maxsize`: there is no place in it, an item goes in only for who waits for one. */
export const rendezvous = -1;

/** Who may send at a rendezvous in shared memory, and whose the items are that were sent and not received yet. */
export class SharedRendezvous {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #at: number;
  readonly #thread: number;
  /** One may be put for whoever asks at this moment. */
  admits = false;
  /** The thread to which the item that was put last is on its way, or -1. */
  promisedTo = -1;

  constructor(words: Int32Array<SharedArrayBuffer>, at: number, thread: number) {
    this.#words = words;
    this.#at = at;
    this.#thread = thread;
  }

  /** Is there somebody for each of so many items? */
  hasRoom(count: number): boolean {
    const receivers = bitsOf(this.#othersGetting(0)) + bitsOf(this.#othersGetting(1));
    return count <= receivers + (this.admits ? 1 : 0);
  }

  /**
   * Which other threads wait for an item, in one half of their set. This one does not count: what waits there may be a
   * `select` that would receive what it sends itself.
   */
  #othersGetting(half: number): number {
    const set = this.#at + queueWords.getting + half;
    const own = this.#thread >> 5 === half ? bitOf(this.#thread) : 0;
    const blocked = atomics.load(this.#words, set);
    return (blocked | atomics.load(this.#words, set + waitSet.asyncLow)) & ~own;
  }

  /**
   * The item is for one of those who wait: else who sends and then receives would take it back before that one has woken.
   * If this thread dies before it says so, or another takes it, it is for whoever looks first. If it dies before it has
   * looked whether that one still waits, all that is promised is for whoever looks first.
   */
  promise(): void {
    const { promising, promised } = queueWords;
    const words = this.#words;
    const at = this.#at;
    // Of one whose mutex was taken from it.
    if (glance(words, at + promising) !== 0) revokePromises(words, at);
    this.promisedTo = -1;
    if (this.admits) return;
    const waiting = (half: number): number => this.#othersGetting(half) & ~this.#promised(half);
    const thread = nextBit(waiting(0), waiting(1), this.#thread);
    if (thread < 0) return;
    atomics.store(words, at + promising, this.#thread + 1);
    atomics.or(words, at + promised + (thread >> 5), bitOf(thread));
    // Who leaves first takes its bit out of those who wait, then looks whether it was promised one.
    if ((this.#othersGetting(thread >> 5) & bitOf(thread)) === 0) this.renounce(thread);
    else this.promisedTo = thread;
    atomics.store(words, at + promising, 0);
  }

  isPromised(thread: number = this.#thread): boolean {
    return (this.#promised(thread >> 5) & bitOf(thread)) !== 0;
  }

  /** Nothing is to come to this thread any more: what is on its way is for whoever comes next. False: nothing was. */
  renounce(thread: number = this.#thread): boolean {
    if (!this.isPromised(thread)) return false;
    const word = this.#at + queueWords.promised + (thread >> 5);
    return (atomics.and(this.#words, word, ~bitOf(thread)) & bitOf(thread)) !== 0;
  }

  /** Of so many items, is one for this thread: on its way to it, or to nobody? */
  isMine(size: number): boolean {
    return this.renounce() || size > bitsOf(this.#promised(0)) + bitsOf(this.#promised(1));
  }

  #promised(half: number): number {
    return atomics.load(this.#words, this.#at + queueWords.promised + half);
  }
}

function bitOf(thread: number): number {
  return 1 << (thread & 31);
}

/** How many bits are set. */
function bitsOf(word: number): number {
  let count = 0;
  for (let bits = word; bits !== 0; bits &= bits - 1) count++;
  return count;
}
