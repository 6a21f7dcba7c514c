import { Mutex } from 'async-mutex';
import { close, Lock, Queue, toHandle } from 'heddle';
import { Mutex as ThreadsMutex } from '../peers/multithreading.ts';
import type { Contest, Side } from '../contest.ts';
import { heapHeld } from '../heap.ts';

/** A shared lock that stays, by which the size of the shared memory is known. */
class SharedMemory {
  readonly #kept = toHandle(new Lock());
  readonly #queue = new Queue<Lock>();

  constructor() {
    toHandle(this.#queue);
  }

  get bytes(): number {
    return (this.#kept.memory as SharedArrayBuffer).byteLength;
  }

  /** A lock in shared memory, to which no handle is left: it came through a shared queue. */
  readonly lock = (): Lock => {
    this.#queue.tryPut(new Lock());
    return this.#queue.tryGet()!;
  };
}

function many<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

/** Bytes for each of those that are held. */
function held<T>(name: string, make: () => T, others: () => number = () => 0): Side {
  const before = others();
  return {
    name,
    async run(operations, note) {
      const heap = await heapHeld();
      const all = many(operations, make);
      note(((await heapHeld()) - heap + others() - before) / operations);
      return all.length;
    },
  };
}

/** What is held once nothing is given back any more: finalizers take several turns. */
async function settledHeap(): Promise<number> {
  for (let last = Infinity; ;) {
    const now = await heapHeld();
    if (now > last - 1e5) return now;
    last = now;
  }
}

/** Bytes for each that are still held after all of them were let go of. */
function after(name: string, memory: SharedMemory, letGo: (lock: Lock) => void): Side {
  const createAndLetGo = (count: number): void => {
    for (const lock of many(count, memory.lock)) letGo(lock);
  };
  return {
    name,
    async run(operations, note) {
      const [heap, shared] = [await settledHeap(), memory.bytes];
      createAndLetGo(operations);
      note(((await settledHeap()) - heap + memory.bytes - shared) / operations);
      return operations;
    },
  };
}

function contest(id: string, title: string, open: () => readonly Side[]): Contest {
  return {
    id,
    title,
    measures: 'bytes',
    operations: 1_000_000,
    // It takes long, and gives the same each time.
    rounds: 1,
    sum: (operations) => operations,
    open,
  };
}

export const lockMemory: readonly Contest[] = [
  contest('lock-memory-local', 'bytes of a local lock', () => [
    held('new Lock()', () => new Lock()),
    held('async-mutex', () => new Mutex()),
  ]),
  contest('lock-memory-shared', 'bytes of a shared lock, its shared memory included', () => {
    const memory = new SharedMemory();
    return [
      held('Lock, shared', memory.lock, () => memory.bytes),
      held('multithreading', () => new ThreadsMutex()),
    ];
  }),
  contest(
    'lock-memory-after',
    'bytes that are left of a shared lock that was let go of | closed',
    () => {
      const memory = new SharedMemory();
      return [
        after('Lock, let go of', memory, () => {}),
        after('Lock, closed', memory, (lock) => close(lock)),
      ];
    },
  ),
];
