import { sleep, tasks, type Lock, type Queue, type Value } from 'heddle';

export interface Account {
  readonly balance: Value<'i32'>;
  readonly lock: Lock;
}

/** Goes on when everyone has come: each takes the place that was kept for it, and waits until all are taken. */
async function meet(places: Queue<number>): Promise<void> {
  await places.get();
  places.taskDone();
  await places.join();
}

/** Each deposit takes its time between reading the balance and writing it. */
async function depositOne({ balance }: Account): Promise<void> {
  const before = balance.value;
  await sleep(2);
  balance.value = before + 1;
}

export const bank = tasks('careless bank', import.meta.url, {
  async depositAnyhow(account: Account, times: number, places: Queue<number>) {
    await meet(places);
    for (let time = 0; time < times; time += 1) await depositOne(account);
  },

  async depositInTurn(account: Account, times: number, places: Queue<number>) {
    await meet(places);
    for (let time = 0; time < times; time += 1) {
      // Given back at the end of the block, also when the deposit fails.
      using _ = await account.lock.acquire();
      await depositOne(account);
    }
  },
});
