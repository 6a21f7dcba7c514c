import type { Readable } from 'node:stream';
import { builtin } from './builtin.ts';
import { readValue } from '@heddle/core/internal';
import { Channel } from './channel.ts';
import { FrameReader } from './frames.ts';

/** What the parent writes to, where this process reads. */
const inputDescriptor = 3;
/** What the parent reads. */
const outputDescriptor = 4;

/**
 * The channel to the parent, from within. What is sent is written before `flush` returns, so it is never lost by an exit, and
 * what follows in a blocking call comes after it.
 */
export function channelToParent(parentGone: () => void, broken: (error: unknown) => void): Channel {
  const channel = new Channel(writeAll);
  let isBroken = false;
  read((chunk) => {
    if (isBroken) return;
    try {
      channel.push(chunk);
    } catch (error) {
      isBroken = true;
      broken(error);
    }
  }, parentGone);
  return channel;
}

function read(got: (chunk: Uint8Array) => void, ended: () => void): void {
  const stream = inputStream();
  stream.on('data', got as (chunk: string | Uint8Array) => void);
  stream.on('end', ended);
  stream.on('error', ended);
}

/** A socket takes two thirds of the time of a file's stream, whose reads go through a thread. */
function inputStream(): Readable {
  if (process.versions.bun === undefined) {
    try {
      return new (builtin('node:net').Socket)({
        fd: inputDescriptor,
        readable: true,
        writable: false,
      });
    } catch {
      // Deno's take no socket pair that Node or Bun has made.
    }
  }
  return builtin('node:fs').createReadStream('', { fd: inputDescriptor });
}

/** What the parent writes answers to that this process is blocked for. */
const replyDescriptor = 5;
const replies = new Uint8Array(1 << 16);
const arrived: unknown[] = [];
const replyReader = new FrameReader((_topic, bytes) => arrived.push(readValue(bytes)));

/** Blocks this process until the answer has come. */
export function readReply<T>(parentGone: () => never): T {
  const { readSync } = builtin('node:fs');
  while (arrived.length === 0) {
    let length = 0;
    try {
      length = readSync(replyDescriptor, replies, 0, replies.length, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') parentGone();
      Atomics.wait(pause, 0, 0, 1);
      continue;
    }
    if (length === 0) parentGone();
    replyReader.push(replies.subarray(0, length));
  }
  return arrived.shift() as T;
}

const pause = new Int32Array(new SharedArrayBuffer(4));

function writeAll(bytes: Uint8Array): void {
  const { writeSync } = builtin('node:fs');
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(outputDescriptor, bytes, at, bytes.length - at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') Atomics.wait(pause, 0, 0, 1); // the parent has not read what it was sent
      else if (code === 'EPIPE' || code === 'EBADF') return; // the parent is gone, which is heard where this process reads
      else throw error;
    }
  }
}
