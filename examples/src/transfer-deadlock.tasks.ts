import {
  acquireAllSync,
  sleep,
  tasks,
  TimeoutError,
  type Lock,
  type Queue,
  type Value,
} from 'heddle';

export interface Account {
  readonly id: number;
  readonly balance: Value<'i32'>;
  readonly lock: Lock;
}

export interface Transfer {
  readonly from: Account;
  readonly to: Account;
  readonly amount: number;
}

function move({ from, to, amount }: Transfer): void {
  from.balance.add(-amount);
  to.balance.add(amount);
}

export const transfers = tasks('transfers', import.meta.url, {
  /** Its own account first: two that transfer to each other hold one lock each, and want the other's. */
  ownFirst(transfer: Transfer, arrived: Queue<string>, go: Queue<string>) {
    using _own = transfer.from.lock.acquireSync();
    arrived.putSync('holds its own');
    go.getSync();
    using _other = transfer.to.lock.acquireSync();
    move(transfer);
  },

  /** The same, but whoever waits too long gives its own lock back and tries again. */
  async withTimeLimit(transfer: Transfer, arrived: Queue<string>, go: Queue<string>) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        using _own = await transfer.from.lock.acquire();
        if (attempt === 1) {
          await arrived.put('holds its own');
          await go.get();
        }
        using _other = await transfer.to.lock.acquire({ timeout: 30 });
        move(transfer);
        return attempt;
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
      }
      // Not both after the same time, or they meet again.
      await sleep(Math.random() * 60);
    }
  },

  /** The account with the lower id first, whichever way the money goes: no cycle can come about. */
  inOrder(transfer: Transfer, times: number) {
    const [first, second] = [transfer.from, transfer.to].toSorted((a, b) => a.id - b.id);
    for (let time = 0; time < times; time += 1) {
      using _first = first!.lock.acquireSync();
      using _second = second!.lock.acquireSync();
      move(transfer);
    }
  },

  /** Both at once, which has an order of its own. */
  bothAtOnce(transfer: Transfer, times: number) {
    for (let time = 0; time < times; time += 1) {
      using _both = acquireAllSync(transfer.from.lock, transfer.to.lock);
      move(transfer);
    }
  },
});
