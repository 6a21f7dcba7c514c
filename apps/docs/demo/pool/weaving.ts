import { currentThread, sleep, tasks, throwIfCancelled, type Coroutine } from 'heddle';
import { clock, type Kind, type Note } from './note.ts';

/** What is to be done, and where to tell of it. */
export interface Order {
  readonly diary: string;
  readonly call: number;
  readonly kind: Kind;
  /** How often the loop goes round. */
  readonly rounds: number;
}

let channel: BroadcastChannel | undefined;

function tell({ diary, call, kind }: Order, what: Note['what'], begun: number, at = clock()): void {
  if (channel?.name !== diary) {
    channel?.close();
    channel = new BroadcastChannel(diary);
  }
  const worker = currentThread().name;
  channel.postMessage({ call, kind, worker, what, begun, at } satisfies Note);
}

/** Computes, as long as it takes. */
function compute(rounds: number, look: () => void): number {
  let x = 1;
  for (let round = 0; round < rounds; round += 1) {
    if ((round & 1023) === 0) look();
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
  return x;
}

const nothing = (): void => undefined;

export const weaving = tasks('weaving', import.meta.url, {
  /** How many rounds take a millisecond here. */
  measure(): number {
    const [rounds, began] = [3_000_000, performance.now()];
    compute(rounds, nothing);
    return rounds / Math.max(0.1, performance.now() - began);
  },

  weave(order: Order): number {
    const begun = clock();
    if (order.kind !== 'tiny') tell(order, 'begun', begun);
    const result = compute(order.rounds, nothing);
    tell(order, 'done', begun);
    return result;
  },

  // #region subjects
  /** Computes, and looks whether it is still wanted. */
  look(order: Order): void {
    const begun = clock();
    tell(order, 'begun', begun);
    try {
      for (;;) compute(1024, throwIfCancelled);
    } finally {
      tell(order, 'cancelled', begun);
    }
  },

  /** Waits; a wait ends when its task is cancelled. */
  *wait(order: Order): Coroutine<void> {
    const begun = clock();
    tell(order, 'begun', begun);
    try {
      yield* sleep(60_000);
    } finally {
      tell(order, 'cancelled', begun);
    }
  },

  /** Computes, and does not look. */
  ignore(order: Order): void {
    tell(order, 'begun', clock());
    for (;;) compute(1024, nothing);
  },

  /** Ends its thread half-way. */
  die(order: Order): Promise<never> {
    tell(order, 'begun', clock());
    compute(order.rounds / 2, nothing);
    close();
    return new Promise(nothing);
  },
  // #endregion subjects
});
