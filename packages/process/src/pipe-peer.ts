import type { Joint, Port, Side } from './joint.ts';
import { nobody } from './joint.ts';

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
} as const;

/** The number is below 0 where the one who receives it has given it. */
export type PipeMessage = readonly [
  news: (typeof news)[keyof typeof news],
  end: number,
  bytes?: Uint8Array,
];

/** An end that lives in another process, at the joint that it has here. */
interface Away {
  readonly joint: Joint;
  readonly side: Side;
}

/** Another process, which has ends from this one, or from which this one has some. */
export class PipePeer {
  readonly uid: string;
  readonly #send: (message: PipeMessage) => void;
  readonly #hooks: PipeHooks;
  /** By their numbers; below 0 those that the other process has given. */
  readonly #away = new Map<number, Away>();

  constructor(uid: string, send: (message: PipeMessage) => void, hooks: PipeHooks) {
    this.uid = uid;
    this.#send = send;
    this.#hooks = hooks;
    peers.set(uid, this);
  }

  /** What this side of the joint gets goes there from now on. */
  attach(end: number, joint: Joint, side: Side): void {
    this.#away.set(end, { joint, side });
    joint.ports[side] = this.#port(end);
  }

  /** The end is here now. */
  tellArrived(end: number): void {
    this.#send([news.arrived, end]);
  }

  /** Nothing more goes there. */
  tellEnded(end: number): void {
    this.#away.delete(end);
    this.#send([news.ended, end]);
  }

  #port(end: number): Port {
    return {
      deliver: (bytes) => this.#send([news.value, end, bytes]),
      ended: () => this.tellEnded(end),
    };
  }

  receive([what, number, bytes]: PipeMessage): void {
    const end = -number;
    if (what === news.arrived) {
      if (!this.#hooks.arrived(end, this)) this.tellEnded(end);
      return;
    }
    const away = this.#away.get(end);
    if (away === undefined) {
      // It was closed here meanwhile, or is still on its way and was dropped there.
      if (what === news.ended) this.#hooks.dropped(end);
      return;
    }
    const other = away.joint.ports[away.side === 0 ? 1 : 0];
    if (what === news.value) other.deliver(bytes!);
    else {
      this.#away.delete(end);
      away.joint.ports[away.side] = nobody;
      other.ended();
    }
  }

  /** The other process is gone, and the ends that it had are closed. */
  gone(): void {
    peers.delete(this.uid);
    for (const { joint, side } of this.#away.values()) {
      joint.ports[side] = nobody;
      joint.ports[side === 0 ? 1 : 0].ended();
    }
    this.#away.clear();
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
