import { Channel, run, spawn } from 'heddle';

const belt = new Channel<number>({ name: 'belt', capacity: 2 });

console.log(belt.trySend(1), belt.trySend(2), belt.trySend(3));
console.log(`${belt.size} of ${belt.capacity} on the belt`);

await run(function* () {
  const sending = spawn(() => belt.send(3)); // waits for room
  console.log(yield* belt.receive());
  yield* sending;
  belt.close(); // what is on it can still be received
  yield* belt.forEach((part) => console.log(part));

  const empty = new Channel<number>({ name: 'empty' });
  try {
    yield* empty.receive({ timeout: 10 });
  } catch (error) {
    console.log(String(error));
  }
});
