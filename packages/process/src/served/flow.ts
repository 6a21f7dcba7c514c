import {
  agentIfAny,
  current,
  setCurrent,
  type Holder,
  type Operation,
  type Running,
  type Wait,
} from '@heddle/core/internal';

/** Somebody of another process who holds and waits here, so that locks know whose they are. */
export class Flow implements Holder {
  slot = 0;
  /** Nobody of that process does anything as this one any more, but it may still hold something. */
  hasLeft = false;
  /** The endless wait without whose end it cannot go on. */
  blockedOn: Wait | undefined = undefined;
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  describe(): string {
    return this.#name;
  }

  /** It can do nothing until this has ended. */
  blocks(operation: Operation<unknown>): void {
    if (operation._settled || (operation as unknown as Wait).finite !== false) return;
    this.blockedOn = operation as unknown as Wait;
    operation._blocks(this);
  }

  goesOn(operation: Operation<unknown>): void {
    if (this.blockedOn !== (operation as unknown)) return;
    this.blockedOn = undefined;
    operation._unblocks(this);
  }

  /** Its process is gone: what it holds is abandoned. */
  dies(): void {
    this.blockedOn = undefined;
    agentIfAny()?.buryHolder(this);
  }

  readonly #running: Running = {
    identity: this,
    suspend: never,
    giveWay: never,
    enter: never,
    began: () => {},
  };

  /** Calls `step` as if it were called by this one. */
  run<T>(step: () => T): T {
    const before = current;
    setCurrent(this.#running);
    try {
      return step();
    } finally {
      setCurrent(before);
    }
  }
}

function never(): never {
  throw new TypeError('a step of another process is no coroutine');
}
