import { Latch, LocalExecutor, sleep } from 'heddle';

for (const ageing of [1000, 4]) {
  const kitchen = new LocalExecutor({ maxWorkers: 1, ageing });
  const hurry = kitchen.with({ priority: 1 });
  const all = new Latch(12);
  const served: string[] = [];
  let urgent = 0;

  async function serve(guest: string): Promise<void> {
    await sleep(1);
    served.push(guest);
    // As one is served, the next one comes who is in a hurry, up to nine of them.
    if (guest.startsWith('!') && urgent < 9) hurry.submit(serve, `!${++urgent}`);
    all.countDown();
  }

  for (const guest of ['Ada', 'Bea', 'Cem']) kitchen.submit(serve, guest);
  hurry.submit(serve, `!${++urgent}`);
  await all.wait();
  console.log(`ageing ${ageing}: ${served.join(' ')}`);
  await kitchen.shutdown();
}
