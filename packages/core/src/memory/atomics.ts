/** The operations on shared memory that Heddle's algorithms are made of. */
export interface AtomicOps {
  load(words: Int32Array, index: number): number;
  store(words: Int32Array, index: number, value: number): number;
  add(words: Int32Array, index: number, value: number): number;
  or(words: Int32Array, index: number, value: number): number;
  and(words: Int32Array, index: number, value: number): number;
  exchange(words: Int32Array, index: number, value: number): number;
  compareExchange(words: Int32Array, index: number, expected: number, value: number): number;
  wait(
    words: Int32Array,
    index: number,
    value: number,
    timeout?: number,
  ): 'ok' | 'not-equal' | 'timed-out';
  waitAsync(
    words: Int32Array,
    index: number,
    value: number,
  ): { async: false; value: unknown } | { async: true; value: PromiseLike<unknown> };
  notify(words: Int32Array, index: number, count?: number): number;
}

/**
 * What the algorithms call: the engine's own, but for tests that run them step by step, in which each of these
 * is one step. (Engines inline it as they do `Atomics`: the binding never changes in a program.)
 */
export let atomics: AtomicOps = Atomics as AtomicOps;

/** How often a held mutex is looked at before the thread parks: what it guards takes less than a microsecond. */
export let looks = 200;

/** After how many milliseconds one who sleeps for a mutex asks whether its owner was ended by force. */
export let mutexPatience = 1000;

/** For tests. */
export function setMutexPatience(ms: number): void {
  mutexPatience = ms;
}

const spinning = [128, 256, 512, 1024] as const;
const notSpinning = [] as const;

/**
 * What one who wants a lock lets go by between its looks before it parks, for `linger`. The first is as long as some twenty
 * acquisitions by the other one: were they shorter, the lock would go to and fro all the time, which is what costs.
 */
export let pauses: readonly number[] = spinning;

const nobodys = /* @__PURE__ */ new Int32Array(1);

/** Lets a moment go by (each turn some nanoseconds) without touching what other threads use. */
export function linger(turns: number): void {
  for (let turn = 0; turn < turns; turn++) Atomics.load(nobodys, 0);
}

/** Puts other operations in place of the engine's; without an argument, the engine's again. For tests. */
export function useAtomics(operations?: AtomicOps): void {
  atomics = operations ?? (Atomics as AtomicOps);
  // A spin has no end that a search could come to.
  looks = operations === undefined ? 200 : 0;
  mutexPatience = operations === undefined ? 1000 : Infinity;
  pauses = operations === undefined ? spinning : notSpinning;
}

/**
 * Reads a word that nobody changes at this moment, or whose change need not be seen: for long walks, several times as fast as
 * a load.
 */
export function glance(words: Int32Array, index: number): number {
  // Code that is run step by step may read nothing but by a step.
  return looks === 0 ? atomics.load(words, index) : words[index]!;
}
