// Shared memory is slots of 64 bytes. A slot's number is its address: a handle is an integer.

/** Words of 32 bits in a slot. */
export const slotWords = 16;
export const slotBytes = 64;

/** Changes with anything below; a thread refuses memory of another version. */
export const layoutVersion = 2;
export const magic = 0x48_44_4c_31; // HDL1

/** Slot 0: the header. */
export const header = {
  magic: 0,
  version: 1,
  /** The first slot that was never given out. */
  unused: 2,
  /** Locks the free lists. */
  allocating: 3,
  /** Locks the second look at a cycle. */
  detecting: 4,
  /** The ident that was given out last. */
  ident: 5,
  /** A number by which two views of one memory know each other: its buffer arrives as a new object each time. */
  id: 6,
} as const;

/**
 * The free lists, one for each size (a power of two slots): the first free block, 0 if there is none. They begin behind
 * the header's words and fill slot 1, so that the largest block is 2^24 slots, which is a gigabyte.
 */
export const freeLists = 7;
export const sizes = 25;

/** In slot 2: what is known of the program as a whole. */
export const programWords = {
  /** Counts up whenever a thread that was idle goes on. */
  wakings: 33,
  /** 1 once nothing can run any more: everybody is to tell what it waits for. */
  stalled: 34,
  /** How many threads have told. */
  told: 35,
} as const;

/** Slots 3 … 66: the threads. A thread's bit in a wait set is its number, 0 … 63. */
export const firstThread = 3;
export const threads = 64;
export const firstUnused = 67;

/** What every slot begins with. */
export const kindWord = 0;
/** The slot of its name, or 0, in a slot of something that can have one. */
export const nameWord = 9;
export const kinds = {
  free: 0,
  name: 1,
  thread: 2,
  agent: 3,
  lock: 4,
  queue: 5,
  item: 6,
  value: 7,
} as const;

/** A holder: a task, or a thread (whose slot is also that of what it holds as a whole). */
export const agentWords = {
  /** The slot of its thread. */
  thread: 1,
  /** The lock that it waits for without end, or 0. */
  waitsFor: 2,
  /** Counts up with every change of `waitsFor`: tells two looks apart. */
  sequence: 3,
  /** How many shared locks it holds: its slot is not given to another before that is none. */
  holds: 4,
  // The rest is a thread's only.
  /** `threadState` */
  state: 5,
  /** 1 while an unpark is there to be taken. */
  permit: 6,
  /** Counts up when those of its tasks that wait are to look again. */
  bell: 7,
  /** The holder whose blocking call stops the whole thread, or 0. */
  blocked: 8,
  /** Can it go on by itself? See idle.ts. */
  rest: 10,
  /** How many messages on their way to it may set it going. */
  expected: 11,
} as const;

/** `lost`: it died with a lock, so its number and its slot stay taken. */
export const threadState = { free: 0, alive: 1, lost: 2 } as const;

export const lockWords = {
  /** The holder's slot and two flags, see lock/shared-lock.ts. */
  state: 1,
  /** Not 0: it may be released by anybody, so that its holder is not known; changes whenever it is taken. */
  unowned: 2,
  /** A wait set. */
  waiting: 3,
} as const;

/** A set of threads as bits: those parked in a blocking call, and those whose tasks wait. */
export const waitSet = {
  blockedLow: 0,
  blockedHigh: 1,
  asyncLow: 2,
  asyncHigh: 3,
  words: 4,
} as const;

/** A queue takes two slots. */
export const queueSlots = 2;
export const queueWords = {
  mutex: 1,
  maxsize: 2,
  /** 0 open, 1 shut down, 2 shut down at once. */
  closed: 3,
  count: 4,
  unfinished: 5,
  head: 6,
  tail: 7,
  getting: 8,
  putting: 12,
  joining: 16,
} as const;

/** An item of a queue: the next one, the count of bytes, then the bytes. */
export const itemWords = { next: 1, bytes: 2, data: 4 } as const;

/** A name: how many UTF-16 units, then the units. It is for messages, so a very long one is cut. */
export const namedWords = { length: 1, units: 2 } as const;
export const longestName = 1000;

/** A value's eight bytes. */
export const valueWords = { data: 2 } as const;
