import { Channel, joinAll, run, spawn, type Coroutine } from 'heddle';

const hands = new Channel<string>({ name: 'hands' });

function* give(): Coroutine<void> {
  for (const thing of ['needle', 'thread']) {
    console.log(`holds out the ${thing}`);
    yield* hands.send(thing); // ends when somebody has it
    console.log(`is rid of the ${thing}`);
  }
  hands.close(); // whoever sends says that nothing more comes
}

function* take(): Coroutine<void> {
  yield* hands.forEach((thing) => console.log(`has the ${thing}`));
  console.log('nothing more comes');
}

await run(() => joinAll([spawn(give), spawn(take)]));

for (const late of [() => hands.trySend('cloth'), () => hands.tryReceive(), () => hands.close()]) {
  try {
    late();
  } catch (error) {
    console.log(String(error));
  }
}
