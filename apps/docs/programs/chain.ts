import { CancelledError, Event, run, shield, spawn, yieldNow, type Coroutine } from 'heddle';

const signed = new Event({ name: 'signed' });

function* save(what: string): Coroutine<void> {
  try {
    yield* signed.wait();
    console.log(`${what} is saved`);
  } finally {
    console.log(`${what}: closed`);
  }
}

await run(function* () {
  const saving = spawn(save, 'the letter');
  const keeping = spawn(save, 'the ledger');
  const waits = spawn(function* () {
    yield* saving; // a cancellation goes on to what is waited for …
  });
  const shields = spawn(function* () {
    yield* shield(keeping); // … but not through a shield
  });
  yield* yieldNow(); // all of them wait now
  waits.cancel();
  shields.cancel();
  for (const task of [waits, shields]) {
    try {
      yield* task;
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
    }
  }
  console.log(`${waits.state}, ${shields.state}; ${saving.state}, ${keeping.state}`);
  signed.set();
  yield* keeping;
});
