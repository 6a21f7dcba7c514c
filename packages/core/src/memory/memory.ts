import { InvalidHandleError, MemoryFullError, NotSupportedError } from '../errors.ts';
import { platform } from '../realm.ts';
import { atomics } from './atomics.ts';
import {
  firstUnused,
  header,
  kindOfBlock,
  kindWord,
  kinds,
  layoutVersion,
  magic,
  slotBytes,
  slotWords,
} from './layout.ts';

/** As much as may be reserved; an engine that refuses is asked for half. */
const largest = 2 ** 30;
const smallest = 2 ** 22;
const firstLength = 2 ** 16;

/**
 * The memory that all threads of a program share: one buffer that grows, known to each from its start.
 * Views have a fixed length (a view that follows the buffer's growth is five times slower), so they are renewed.
 */
export class Memory {
  readonly buffer: SharedArrayBuffer;
  words!: Int32Array<SharedArrayBuffer>;
  bytes!: Uint8Array<SharedArrayBuffer>;

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.renew();
    const { words } = this;
    if (words[header.magic] !== magic || words[header.version] !== layoutVersion) {
      throw new InvalidHandleError(
        `cannot use this shared memory: its layout is version ${words[header.version]}, this Heddle's is ${layoutVersion}; ` +
          'use one version of Heddle in all threads',
      );
    }
  }

  /** @throws NotSupportedError where this realm cannot share memory. */
  static create(): Memory {
    const reason = platform().missing.sharedMemory;
    if (reason !== undefined) {
      throw new NotSupportedError(`cannot share memory between threads: ${reason}`, 'sharedMemory');
    }
    const buffer = reserve();
    const words = new Int32Array(buffer, 0, slotWords);
    words[header.magic] = magic;
    words[header.version] = layoutVersion;
    words[header.unused] = firstUnused;
    words[header.id] = Math.floor(Math.random() * 2 ** 32);
    return new Memory(buffer);
  }

  /** The same for all views of one memory. */
  get id(): number {
    return this.words[header.id]!;
  }

  /** Makes the views as long as the buffer is now. */
  renew(): void {
    const length = this.buffer.byteLength;
    this.words = new Int32Array(this.buffer, 0, length / 4);
    this.bytes = new Uint8Array(this.buffer, 0, length);
  }

  renewIfLonger(): void {
    if (this.buffer.byteLength > this.bytes.length) this.renew();
  }

  /** The words, in which `slot` lies for certain. */
  reach(slot: number): Int32Array<SharedArrayBuffer> {
    if (slot * slotWords + slotWords > this.words.length) this.renew();
    return this.words;
  }

  /** Lets slots up to `end` exist. @throws MemoryFullError when that is more than was reserved. */
  grow(end: number): void {
    const needed = end * slotBytes;
    while (this.buffer.byteLength < needed) {
      if (needed > this.buffer.maxByteLength) {
        throw new MemoryFullError(
          `shared memory is full: ${this.buffer.maxByteLength / 2 ** 20} MB are in use; ` +
            'bound your queues with maxsize, and let go of what is no longer shared',
        );
      }
      const length = Math.min(
        Math.max(this.buffer.byteLength * 2, needed),
        this.buffer.maxByteLength,
      );
      try {
        this.buffer.grow(length);
      } catch (error) {
        // Another thread may have grown it further in between; else the system has no memory left.
        if (this.buffer.byteLength < length) {
          throw new MemoryFullError('shared memory cannot grow', { cause: error });
        }
      }
    }
    this.renew();
  }

  /** @throws InvalidHandleError if the slot does not hold a `kind`. */
  check(slot: number, kind: keyof typeof kinds): void {
    const inside = Number.isInteger(slot) && slot > 0 && slot * slotBytes < this.buffer.byteLength;
    if (
      !inside ||
      kindOfBlock(atomics.load(this.reach(slot), slot * slotWords + kindWord)) !== kinds[kind]
    ) {
      throw new InvalidHandleError(
        `slot ${slot} of shared memory holds no ${kind}: the handle is not valid here`,
      );
    }
  }
}

function reserve(): SharedArrayBuffer {
  for (let maxByteLength = largest; ; maxByteLength /= 2) {
    try {
      return new SharedArrayBuffer(firstLength, { maxByteLength });
    } catch (error) {
      if (maxByteLength <= smallest) {
        throw new MemoryFullError('the engine grants no shared memory', { cause: error });
      }
    }
  }
}
