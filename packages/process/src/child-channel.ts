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

type Got = (chunk: Uint8Array) => void;

/** A socket takes less than half the time of a file's stream, whose reads go through a thread. */
function read(got: Got, ended: () => void): void {
  const bun = (globalThis as { Bun?: BunSockets }).Bun;
  if (bun === undefined) readStream(socketStream() ?? fileStream(), got, ended);
  else readOnBun(bun, got, ended);
}

function readStream(stream: Readable, got: Got, ended: () => void): void {
  stream.on('data', got as (chunk: string | Uint8Array) => void);
  stream.on('end', ended);
  stream.on('error', ended);
}

function fileStream(): Readable {
  return builtin('node:fs').createReadStream('', { fd: inputDescriptor });
}

function socketStream(): Readable | undefined {
  try {
    return new (builtin('node:net').Socket)({
      fd: inputDescriptor,
      readable: true,
      writable: false,
    });
  } catch {
    return undefined; // Deno's take no socket pair that Node or Bun has made
  }
}

interface BunSockets {
  connect(options: {
    fd: number;
    socket: {
      data(socket: unknown, chunk: Uint8Array): void;
      end(): void;
      close(): void;
      error(): void;
    };
  }): Promise<unknown>;
}

/** The `Socket` of Bun's node:net crashes with a descriptor; its own takes one. */
function readOnBun(bun: BunSockets, got: Got, ended: () => void): void {
  const socket = {
    data: (_socket: unknown, chunk: Uint8Array) => got(chunk),
    end: ended,
    close: ended,
    error: ended,
  };
  bun.connect({ fd: inputDescriptor, socket }).catch(() => readStream(fileStream(), got, ended));
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
      if (!isForNow(error)) parentGone();
      Atomics.wait(pause, 0, 0, 1);
      continue;
    }
    if (length === 0) parentGone();
    replyReader.push(replies.subarray(0, length));
  }
  return arrived.shift() as T;
}

/** There is nothing, or no room, yet; or a signal came between. */
function isForNow(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EAGAIN' || code === 'EINTR';
}

/** Nobody reads any more: ECONNRESET, where the parent is gone and had not read all. */
function isOfGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EPIPE' || code === 'EBADF' || code === 'ECONNRESET';
}

const pause = new Int32Array(new SharedArrayBuffer(4));

function writeAll(bytes: Uint8Array): boolean {
  const { writeSync } = builtin('node:fs');
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(outputDescriptor, bytes, at, bytes.length - at);
    } catch (error) {
      if (isForNow(error)) Atomics.wait(pause, 0, 0, 1); // the parent has not read what it was sent
      else if (isOfGone(error)) return true; // which is heard where this process reads
      else throw error;
    }
  }
  return true;
}
