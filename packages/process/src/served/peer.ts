import { areInline, decode, encode, type Boundary, type Wired } from '@heddle/core/internal';

// What one process serves to another: its locks, queues and values stay where they are, and the other works on them by
// messages. Each message names an object by a number that its owner gave it.

/** Who is to hear of the end of a step. */
export const hears = {
  /** Who has begun it, by a message. */
  caller: 0,
  /** The same, who is blocked until then and reads nothing but the answer. */
  blockedCaller: 1,
  /** Nobody, unless it fails. */
  nobody: 2,
} as const;

/**
 * Begins a step of an object. As a list: there are many of them, and what stands in an object takes longer than what is in it.
 * Who does it has a number, of which `who` has told the name.
 */
export type Do = readonly [
  call: number,
  object: number,
  step: string,
  args: Packed,
  who: number,
  hears: (typeof hears)[keyof typeof hears],
];

/** What a step has given; where that is a guard, its number. */
export type Done = readonly [call: number, value: unknown, guard?: number];

/** Arguments as they are, where nothing of them needs packing, or all of them packed. */
type Packed = readonly unknown[] | Wired;

export function pack(args: readonly unknown[], boundary: Boundary): Packed {
  return areInline(args) ? args : encode(args, 'args', undefined, boundary);
}

export function unpack(packed: Packed): unknown[] {
  return Array.isArray(packed) ? packed : (decode(packed as Wired) as unknown[]);
}

export function packOne(value: unknown, boundary: Boundary): unknown {
  return areInline([value]) ? value : encode(value, 'result', undefined, boundary);
}

export function unpackOne(packed: unknown): unknown {
  return typeof packed === 'object' && packed !== null ? decode(packed as Wired) : packed;
}

/** To the owner of an object. */
export type Request =
  | Do
  /** A task, or a thread as a whole, as messages call it. */
  | { readonly type: 'who'; readonly number: number; readonly name: string }
  /** It is no more, or has died with its process: then what it holds is abandoned. */
  | { readonly type: 'leaves' | 'dies'; readonly number: number }
  /** Nobody waits for the end of that step any more. */
  | { readonly type: 'withdraw'; readonly call: number }
  /** It is to end in vain, and what it ends with is still waited for: a wait for a condition has the lock again before. */
  | { readonly type: 'giveUp'; readonly call: number; readonly isCancelled: boolean }
  /** Who waits for it can do nothing else until then, or can. */
  | { readonly type: 'blocked' | 'unblocked'; readonly call: number; readonly who: number }
  /** What a step that was withdrawn had given before: it goes back to where it was. */
  | { readonly type: 'putBack'; readonly object: number; readonly items: Wired }
  /** Gives back what a guard stands for. */
  | { readonly type: 'release'; readonly guard: number }
  /** Nobody has the guard any more. */
  | { readonly type: 'forgetsGuard'; readonly guard: number }
  /** What was handed over is there: it has an object for it, or it became none. */
  | { readonly type: 'has' | 'dropped'; readonly handOver: number }
  /** It has no object for this one any more. */
  | { readonly type: 'forgets'; readonly object: number };

/** From the owner. */
export type Reply =
  | Done
  /** A step of which nobody was to hear has failed. */
  | { readonly type: 'refused'; readonly object: number; readonly error: Wired }
  | { readonly type: 'failed'; readonly call: number; readonly error: Wired }
  /** It was in time: the step has given nothing. */
  | { readonly type: 'withdrawn'; readonly call: number };

export function isDo(message: Request | Reply): message is Do {
  return Array.isArray(message) && message.length === 6;
}

export function isDone(message: Request | Reply): message is Done {
  return Array.isArray(message) && message.length < 4;
}

/** Another process that this one has a channel to. */
export interface Peer {
  /** Which no other process has. */
  readonly uid: string;
  /** What crosses to it, and how. */
  readonly boundary: Boundary;
  send(message: Request | Reply): void;
  /** Sends a request and blocks until its answer has come; absent where that cannot be. */
  ask?(request: Request): Reply;
}

/** A name that no other process has. */
export function newUid(): string {
  return `${process.pid}-${Math.floor(Math.random() * 2 ** 48).toString(36)}`;
}

let own = newUid();

/** This process, as handles call it. */
export function ownUid(): string {
  return own;
}

/** Its parent has called it so. */
export function becomeUid(given: string): void {
  own = given;
}

const peers = new Map<string, Peer>();

export function peerOf(uid: string): Peer | undefined {
  return peers.get(uid);
}

export function allPeers(): Iterable<Peer> {
  return peers.values();
}

export function addPeer(peer: Peer): void {
  peers.set(peer.uid, peer);
}

export function removePeer(peer: Peer): void {
  peers.delete(peer.uid);
}
