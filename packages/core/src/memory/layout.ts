// Shared memory is slots of 64 bytes. A slot's number is its address: a handle is an integer.

/** Words of 32 bits in a slot. */
export const slotWords = 16;
export const slotBytes = 64;

/** Changes with anything below; a thread refuses memory of another version. */
export const layoutVersion = 7;
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
  /** The generation that was given last, see `sharedWords`. */
  generation: 36,
} as const;

/** Slots 3 … 66: the threads. A thread's bit in a wait set is its number, 0 … 63. */
export const firstThread = 3;
export const threads = 64;
export const firstUnused = 67;

/** What every block begins with: its kind, and the power of two that is its size in slots, from bit 8 on. */
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
  semaphore: 8,
  event: 9,
  latch: 10,
  once: 11,
  barrier: 12,
  condition: 13,
  rwLock: 14,
  array: 15,
  banker: 16,
  segment: 17,
  table: 18,
  lane: 19,
} as const;

/** The kind word of a block. */
export function typeWord(kind: number, size: number): number {
  return kind | (size << 8);
}
export function kindOfBlock(type: number): number {
  return type & 0xff;
}
export function sizeOfBlock(type: number): number {
  return type >>> 8;
}

/** Is it something that threads hand to each other, so that `sharedWords` stand in its first slot? */
export function hasHandles(kind: number): boolean {
  return kind >= kinds.lock && !isPart(kind);
}

/** Of a queue, or of an executor. */
function isPart(kind: number): boolean {
  return (
    kind === kinds.item || kind === kinds.segment || kind === kinds.table || kind === kinds.lane
  );
}

/** In the first slot of everything that has handles: by whom it is known, so that its memory is given back when by nobody. */
export const sharedWords = {
  /** A bit for each thread that has it as an object. */
  usersLow: 12,
  usersHigh: 13,
  /** How many such threads there are, and handles on their way: who brings it to 0 is alone with it. See shares.ts. */
  refs: 14,
  /** Another one each time a slot is given out: a handle of what was there before is told from one of what is there now. */
  generation: 15,
} as const;

/** A holder: a task, or a thread as a whole. */
export const agentWords = {
  /** The slot of its thread. */
  thread: 1,
  /** The lock that it waits for without end, or 0. */
  waitsFor: 2,
  /** Counts up with every change of `waitsFor`: tells two looks apart. */
  sequence: 3,
  /** How many shared locks it holds: its slot is not given to another before that is none. */
  holds: 4,
  /** Which of the threads that had its thread's number one after another it belongs to. */
  born: 12,
} as const;

/** Slots 3 … 66, a thread each. */
export const threadWords = {
  /** Its ident, see roster.ts; 0: it is not known yet. */
  ident: 1,
  /** Is it a daemon, has its target ended? */
  flags: 2,
  /** How much of its text stands before its name. */
  before: 3,
  /** Counts up with each new name. */
  renamings: 4,
  /** `threadState` */
  state: 5,
  /** `permits` */
  permit: 6,
  /** `bells` */
  bell: 7,
  /** The holder whose blocking call stops the whole thread, or 0. */
  blocked: 8,
  /** Can it go on by itself? See idle.ts. */
  rest: 10,
  /** How many messages on their way to it may set it going. */
  expected: 11,
  /** Counts up with each thread that dies: what was born under another number is dead. */
  born: 12,
  /** `stopState` */
  stop: 13,
  /** The number of the thread that started it, plus one; 0 if Heddle did not start it. */
  creator: 14,
  /** The slot of the thread as a holder: what it takes while no task runs is held by that. */
  self: 15,
} as const;

/** `there`: an unpark that is to be taken. `asleep`: the thread has to be woken for it. */
export const permits = { none: 0, there: 1, asleep: 2 } as const;

/** `rung`: those of its tasks that wait are to look again, and have not. `asleep`: the thread has to be woken for it. */
export const bells = { none: 0, rung: 1, asleep: 2 } as const;

/** `asked`: a thread is to stop at its next wait. `done`: no code of it runs any more that could use this memory. */
export const stopState = { none: 0, asked: 1, done: 2 } as const;

/** `lost`: it was ended by force, and may still run: its number is not given to another yet. */
export const threadState = { free: 0, alive: 1, lost: 2 } as const;

/** What tasks and threads wait for: locks, semaphores, events. */
export const waitedWords = {
  /** A wait set. */
  waiting: 3,
  /** The thread that comes next, because it has waited too long; see claim.ts. 0: whoever comes first. */
  claim: 7,
} as const;

/** The bits of a lock's state word that are not its holder. */
export const holderShift = 4;

export const lockWords = {
  /** The holder's slot and flags, see lock/shared-lock.ts. */
  state: 1,
  /** Not 0: it may be released by anybody, so that its holder is not known; changes whenever it is taken. */
  unowned: 2,
  waiting: 3,
  claim: 7,
  /** The slot of a text that says where it was taken, if that was asked for; see taken-at.ts. */
  takenAt: 8,
} as const;

/** What semaphores, events, latches, barriers, conditions keep their state in; each says what for. */
export const stateWords: readonly number[] = [1, 2, 8, 10, 11];

/** A block with a word for each thread behind its first slot, see tally.ts. */
export const tallySlots = 5;

/**
 * A readers-writer lock has two more words for each thread: the slot of one of those who read there, or 0, and that of the
 * text that says where that one took it.
 */
export const rwLockSlots = 13;
export const rwLockWords: {
  readonly state: number;
  readonly named: number;
  readonly takenAt: number;
} = {
  /** As of a lock; while `pendingWriter` is set, who is named there waits for readers to leave. */
  state: 1,
  named: tallySlots * slotWords,
  takenAt: tallySlots * slotWords + threads,
};
export const pendingWriter = 1;

/** A set of threads as bits: those parked in a blocking call, and those whose tasks wait. */
export const waitSet = {
  blockedLow: 0,
  blockedHigh: 1,
  asyncLow: 2,
  asyncHigh: 3,
  words: 4,
} as const;

/** What guards a banker's books. */
export const bankerWords = { mutex: 1 } as const;

/**
 * A queue: what those use who put, what those use who get, and what both look at, each in a slot (a line of the processor's
 * cache) of its own. See queue/shared-store.ts.
 */
export const queueSlots = 4;
export const queueWords = {
  putMutex: 1,
  /** How many items were put, twice; the lowest bit says which of two places holds where the next one goes. */
  puts: 2,
  putAt: 3,
  /** The end of the segment in which that lies; two places as well. */
  putEnd: 5,
  /** So many may have been put before it has to be looked how many were got. */
  roomUntil: 7,
  maxsize: 8,
  /** The first of the segments that are written to and not counted yet, or 0; and what `puts` was before. */
  adding: 9,
  addingSince: 10,
  getMutex: 16,
  /** The same for items that were got. */
  gets: 17,
  getAt: 18,
  /** So many were put when it was last looked. */
  seen: 20,
  closed: 32,
  getting: 33,
  putting: 37,
  joining: 41,
  /** How many were left in it when it was shut down at once. */
  dropped: 45,
  /** How many items are worked off. */
  done: 48,
  /** A segment that is free to be used again, or 0. */
  spare: 49,
  /** 1: its items lie in a table, see `tableWords`. */
  isTable: 50,
  /** A set of threads: at a rendezvous, to each of them an item is on its way. */
  promised: 51,
  /** The number + 1 of the thread that is about to promise an item and has not looked yet whether it is still waited for. */
  promising: 55,
} as const;

/** A queue that is no line keeps its items in a table; these words are in place of `putAt` to `seen`. */
export const tableWords = {
  /** The slot of the table, and for how many items it has room. */
  table: 3,
  room: 4,
  /** How many are in it. */
  count: 5,
  /** How many were put before. */
  puts: 6,
  /** The slot of the journal whose changes are to be made, or 0. */
  changes: 7,
  /** The slot of the journal that is used for all but very many changes. (Not in place of a mutex: a dead thread's are freed.) */
  journal: 17,
} as const;

/** The mutexes of each kind that has some: a dead thread's are freed. */
export const mutexes: Readonly<Record<number, readonly number[]>> = {
  [kinds.queue]: [queueWords.putMutex, queueWords.getMutex],
  [kinds.banker]: [bankerWords.mutex],
};

/** Where the wait sets are of each kind that has some: a dead thread's bits are taken out of all. */
export const waitSets: Readonly<Record<number, readonly number[]>> = {
  [kinds.lock]: [waitedWords.waiting],
  [kinds.semaphore]: [waitedWords.waiting],
  [kinds.event]: [waitedWords.waiting],
  [kinds.latch]: [waitedWords.waiting],
  [kinds.once]: [waitedWords.waiting],
  [kinds.barrier]: [waitedWords.waiting],
  [kinds.condition]: [waitedWords.waiting],
  [kinds.rwLock]: [waitedWords.waiting],
  [kinds.banker]: [waitedWords.waiting],
  [kinds.queue]: [queueWords.getting, queueWords.putting, queueWords.joining, queueWords.promised],
};

/** A block of an item's bytes: the next block, how many are in this one, then the bytes. */
export const itemWords = { next: 1, bytes: 2, data: 3 } as const;

/** A name: how many UTF-16 units, then the units. It is for messages, so a very long one is cut. */
export const namedWords = { length: 1, units: 2 } as const;
export const longestName = 1000;

/** A value's eight bytes. */
export const valueWords = { data: 2 } as const;
