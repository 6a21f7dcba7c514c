import { ShutDownError, tasks, type Lock, type Queue } from 'heddle';

export interface Order {
  readonly colour: string;
  readonly fibre: Uint8Array;
  readonly vat: Lock;
  /** Where the answer goes. */
  readonly answer: Queue<string>;
}

export const dyeing = tasks('dyeing', import.meta.url, {
  /** Blocks its thread while there is no order, until the queue is shut down. */
  dye(orders: Queue<Order>) {
    try {
      for (;;) {
        const { colour, fibre, vat, answer } = orders.getSync();
        using _ = vat.acquireSync();
        answer.putSync(`${fibre.length} bytes of ${colour}`);
      }
    } catch (error) {
      if (!(error instanceof ShutDownError)) throw error;
    }
  },
});
