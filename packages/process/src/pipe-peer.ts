import { addOutsider, removeOutsider, stirred } from '@heddle/core/internal';
import { nobody, type Joint, type Port, type Side } from './joint.ts';
import { Posted, type Pulled } from './posted.ts';

// An end of a pipe that was handed to another process lives there. The process that handed it over keeps its place: what the
// other end sends goes on to where it lives, by messages that name it by the number that it got as it was handed over.

/** What a message is about. */
export const news = {
  /** The end is there now. */
  arrived: 0,
  /** A value for it, or from it. */
  value: 1,
  /** Nothing more comes. */
  ended: 2,
  /** So many values have arrived; below 0: and the end of file. */
  confirmed: 3,
  /** Who sends this is blocked until there is a value, and has, or knows of, so many; then for how long at most. */
  pull: 4,
} as const;

/** The number is below 0 where the one who receives it has given it. */
export type PipeMessage = readonly [
  news: (typeof news)[keyof typeof news],
  end: number,
  detail?: Uint8Array | number,
  timeout?: number,
];

/** What leads to another process. */
export interface PipeLink {
  readonly uid: string;
  send(message: PipeMessage): void;
  /** Sends, and blocks until the answer has come; absent where that cannot be. */
  readonly ask?: (message: PipeMessage) => Pulled;
  /** Answers one that is blocked; absent where none ever is. */
  readonly reply?: (pulled: Pulled) => void;
}

/** After so many values, or bytes, it is confirmed that they have arrived. */
const mostValues = 64;
const mostBytes = 1 << 20;

/** An end that lives in another process, at the joint that it has here. */
class Away {
  readonly joint: Joint;
  readonly side: Side;
  /** How many values have come from there, and of how many, and how long, it does not know yet that they have. */
  arrived = 0;
  unconfirmed = 0;
  bytes = 0;
  /** So many of the next were in an answer before. */
  again = 0;

  constructor(joint: Joint, side: Side) {
    this.joint = joint;
    this.side = side;
  }

  /** Where what comes from there goes. */
  get other(): Port {
    return this.joint.ports[this.side === 0 ? 1 : 0];
  }

  leave(): void {
    this.joint.ports[this.side] = nobody;
    this.other.ended();
  }
}

/** Another process, which has ends from this one, or from which this one has some. */
export class PipePeer {
  readonly #link: PipeLink;
  readonly #hooks: PipeHooks;
  /** By their numbers; below 0 those that the other process has given. */
  readonly #away = new Map<number, Away>();
  readonly #posted = new Map<number, Posted>();

  constructor(link: PipeLink, hooks: PipeHooks) {
    this.#link = link;
    this.#hooks = hooks;
    peers.set(link.uid, this);
    addOutsider(this.#mayBring);
  }

  /** It has ends whose other ends may be waited at here. */
  readonly #mayBring = (): boolean => this.#away.size > 0;

  /** What this side of the joint gets goes there from now on. */
  attach(end: number, joint: Joint, side: Side): void {
    const { reply, ask } = this.#link;
    const away = new Away(joint, side);
    this.#away.set(end, away);
    let posted: Posted | undefined;
    if (reply !== undefined) this.#posted.set(end, (posted = new Posted(reply)));
    joint.ports[side] = {
      deliver: (bytes) => {
        if (posted?.add(bytes) !== false) this.#link.send([news.value, end, bytes]);
      },
      ended: () => this.tellEnded(end),
      ...(ask !== undefined && { pull: (timeout) => this.#pull(end, away, ask, timeout) }),
    };
  }

  /** The end is here now. */
  tellArrived(end: number): void {
    this.#link.send([news.arrived, end]);
  }

  /** Nothing more goes there. */
  tellEnded(end: number): void {
    this.#away.delete(end);
    this.#link.send([news.ended, end]);
    this.#posted.get(end)?.ended();
  }

  #pull(end: number, away: Away, ask: NonNullable<PipeLink['ask']>, timeout: number): void {
    const covered = away.arrived + away.again;
    const { values, again, ended } = ask([news.pull, end, covered, timeout]);
    away.again += again;
    for (const bytes of values) away.other.deliver(bytes);
    if (ended) away.other.ended();
  }

  receive([what, number, detail, timeout]: PipeMessage): void {
    stirred();
    const end = -number;
    switch (what) {
      case news.arrived:
        if (!this.#hooks.arrived(end, this)) this.tellEnded(end);
        return;
      case news.value:
        this.#received(end, detail as Uint8Array);
        return;
      case news.ended:
        this.#ended(end);
        return;
      case news.confirmed:
        if ((detail as number) < 0) this.#posted.delete(end);
        else this.#posted.get(end)?.confirmed(detail as number);
        return;
      case news.pull:
        this.#pulled(end, detail as number, timeout!);
    }
  }

  #received(end: number, bytes: Uint8Array): void {
    const away = this.#away.get(end);
    if (away === undefined) return; // it was closed here meanwhile
    away.arrived++;
    if (away.again > 0) away.again--;
    else away.other.deliver(bytes);
    if (this.#link.ask === undefined) return;
    away.bytes += bytes.length;
    if (++away.unconfirmed < mostValues && away.bytes < mostBytes) return;
    away.unconfirmed = away.bytes = 0;
    this.#link.send([news.confirmed, end, away.arrived]);
  }

  #ended(end: number): void {
    this.#posted.get(end)?.close();
    this.#posted.delete(end);
    const away = this.#away.get(end);
    if (away === undefined) {
      // It is still on its way and was dropped there, if it was not closed on both sides.
      this.#hooks.dropped(end);
      return;
    }
    this.#away.delete(end);
    away.leave();
    if (this.#link.ask !== undefined) this.#link.send([news.confirmed, end, -1]);
  }

  /** Of an end that was closed on both sides nothing is kept. */
  #pulled(end: number, covered: number, timeout: number): void {
    const posted = this.#posted.get(end);
    if (posted !== undefined) posted.pull(covered, timeout);
    else this.#link.reply!({ values: [], again: 0, ended: true });
  }

  /** The other process is gone, and the ends that it had are closed. */
  gone(): void {
    peers.delete(this.#link.uid);
    for (const posted of this.#posted.values()) posted.close();
    this.#posted.clear();
    for (const away of this.#away.values()) away.leave();
    this.#away.clear();
    removeOutsider(this.#mayBring);
  }
}

/** What becomes of ends that this process has handed over, and that were on their way. */
export interface PipeHooks {
  /** It lives there now. False: there is no such end any more. */
  arrived(end: number, peer: PipePeer): boolean;
  /** It did not become an object there. */
  dropped(end: number): void;
}

const peers = new Map<string, PipePeer>();

/** The process of that name, if this one has a channel to it. */
export function pipePeerOf(uid: string): PipePeer | undefined {
  return peers.get(uid);
}
