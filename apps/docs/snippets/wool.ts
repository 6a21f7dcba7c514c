import { currentThread, sleep, tasks, throwIfCancelled, transfer, type Coroutine } from 'heddle';

let colour = 'white';

export const wool = tasks('wool', import.meta.url, {
  /** What each worker does before its first call. */
  fill(vat: string): void {
    colour = vat;
  },

  dye(skein: number): string {
    return `${skein} is ${colour}`;
  },

  // #region cancelled
  /** Computes, and looks whether it is still wanted: that costs some nanoseconds. */
  card(sacks: number): number {
    let sum = 0;
    for (let sack = 0; sack < sacks; sack += 1) {
      throwIfCancelled();
      sum += Math.sqrt(sack);
    }
    return sum;
  },

  /** Waits: it is cancelled at its wait. */
  *dry(ms: number): Coroutine<string> {
    yield* sleep(ms);
    return 'dry';
  },

  /** Computes, and never looks. */
  felt(): never {
    for (;;);
  },
  // #endregion cancelled

  where(): string {
    return currentThread().name;
  },

  // #region transfer
  bleach(fleece: Uint8Array): Uint8Array {
    return transfer(fleece.fill(255));
  },
  // #endregion transfer

  /** Something goes wrong outside of any call. */
  tear(): Promise<never> {
    setTimeout(() => {
      throw new Error('the thread is torn');
    });
    return new Promise(() => {});
  },
});
