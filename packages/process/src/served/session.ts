import { addOutsider, removeOutsider, stirred, type Boundary } from '@heddle/core/internal';
import { ProcessDiedError } from '../errors.ts';
import { answered, lost } from './calls.ts';
import { Owner } from './owner.ts';
import { addPeer, isDo, removePeer, type Peer, type Reply, type Request } from './peer.ts';

export interface SessionLink {
  readonly uid: string;
  readonly boundary: Boundary;
  send(message: Request | Reply): void;
  /** Sends a request and blocks until its answer has come; absent where that cannot be. */
  readonly ask?: ((request: Request) => Reply) | undefined;
  /** Answers a call in which the other process is blocked. */
  reply(reply: Reply): void;
  /** What it has taken out of queues and not marked as done goes back when it dies. */
  readonly returnsItems: boolean;
}

/** What goes between two processes about the objects that one of them has and the other uses. */
export class Session {
  readonly #peer: Peer;
  readonly #owner: Owner;

  constructor({ uid, boundary, send, ask, reply, returnsItems }: SessionLink) {
    this.#peer = { uid, boundary, send, ...(ask !== undefined && { ask }) };
    this.#owner = new Owner(this.#peer, reply, returnsItems);
    addPeer(this.#peer);
    addOutsider(this.#mayBring);
  }

  /** It has what others here wait for. */
  readonly #mayBring = (): boolean => this.#owner.isUsed;

  receive(message: Request | Reply): void {
    stirred();
    if (isReply(message)) answered(this.#peer, message);
    else this.#owner.receive(message);
  }

  /** The other process is gone. */
  gone(title: string): void {
    removePeer(this.#peer);
    removeOutsider(this.#mayBring);
    this.#owner.gone();
    lost(this.#peer, () => new ProcessDiedError(`${title} has ended, and with it what it served`));
  }
}

function isReply(message: Request | Reply): message is Reply {
  if (Array.isArray(message)) return !isDo(message);
  const { type } = message as Exclude<typeof message, readonly unknown[]>;
  return type === 'failed' || type === 'withdrawn' || type === 'refused';
}
