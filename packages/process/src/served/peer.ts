import type { Wired } from '@heddle/core/internal';

// What one process serves to another: its locks, queues and values stay where they are, and the other works on them by
// messages. Each message names an object by a number that its owner gave it.

/** Who does something there: a task, or a thread as a whole; messages call it by its name. */
export type Who = readonly [number: number, name: string];

/** To the owner of an object. */
export type Request =
  /** Begins a step of the object; `done` or `failed` answers. */
  | {
      readonly type: 'do';
      readonly call: number;
      readonly object: number;
      readonly step: string;
      readonly args: Wired;
      readonly who: Who;
      /** The caller is blocked until then, and reads nothing but the answer. */
      readonly blocks: boolean;
    }
  /** Nobody waits for the end of that step any more. */
  | { readonly type: 'withdraw'; readonly call: number }
  /** Who waits for it can do nothing else until then, or can. */
  | { readonly type: 'blocked' | 'unblocked'; readonly call: number; readonly who: Who }
  /** What a step that was withdrawn had given before: it goes back to where it was. */
  | { readonly type: 'putBack'; readonly object: number; readonly items: Wired }
  /** Gives back what a guard stands for. */
  | { readonly type: 'release'; readonly guard: number }
  /** It has an object for this one, or has none any more. */
  | { readonly type: 'has' | 'forgets'; readonly object: number };

/** From the owner. */
export type Reply =
  | { readonly type: 'done'; readonly call: number; readonly value: Wired; readonly guard?: number }
  | { readonly type: 'failed'; readonly call: number; readonly error: Wired }
  /** It was in time: the step has given nothing. */
  | { readonly type: 'withdrawn'; readonly call: number };

/** Another process that this one has a channel to. */
export interface Peer {
  /** Which no other process has. */
  readonly uid: string;
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

export function addPeer(peer: Peer): void {
  peers.set(peer.uid, peer);
}

export function removePeer(peer: Peer): void {
  peers.delete(peer.uid);
}
