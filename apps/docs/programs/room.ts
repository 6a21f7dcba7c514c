import { ExecutorFullError, LocalExecutor, sleep } from 'heddle';

// One works, two may wait.
const shop = new LocalExecutor({ name: 'shop', maxWorkers: 1, maxQueue: 2 });

async function shave(guest: number): Promise<void> {
  await sleep(10);
  console.log(`${guest} is shaved, ${shop.waiting} wait`);
}

for (let guest = 1; guest <= 4; guest += 1) {
  try {
    shop.submit(shave, guest);
  } catch (error) {
    if (!(error instanceof ExecutorFullError)) throw error;
    console.log(String(error));
    await shop.room();
    shop.submit(shave, guest);
  }
}
await shop.shutdown();

try {
  shop.submit(shave, 5);
} catch (error) {
  console.log(String(error));
}
