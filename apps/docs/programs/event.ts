import { Event, joinAll, run, sleep, spawn, type Coroutine } from 'heddle';

const open = new Event({ name: 'open' });

function* guest(name: string): Coroutine<void> {
  yield* open.wait();
  console.log(`${name} comes in`);
}

await run(function* () {
  const early = [spawn(guest, 'Ada'), spawn(guest, 'Bea')];
  yield* sleep(10);
  console.log(`is it open? ${open.isSet}`);
  open.set();
  open.clear(); // whoever waited goes on all the same
  yield* joinAll(early);

  try {
    yield* open.wait({ timeout: 20 });
  } catch (error) {
    console.log(String(error));
  }
  open.set();
  yield* open.wait(); // at once
  console.log('open for all who come later');
});
