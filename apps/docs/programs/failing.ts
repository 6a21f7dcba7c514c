import { Event, pipeline, run, sleep, type Coroutine } from 'heddle';

function* flock(): Generator<number> {
  try {
    for (let sheep = 1; ; sheep += 1) yield sheep;
  } finally {
    console.log('the gate is closed');
  }
}

function* shear(sheep: number, ms = 20): Coroutine<string> {
  try {
    yield* sleep(ms);
    if (sheep === 3) throw new Error('number 3 is a wolf');
    return `wool of ${sheep}`;
  } finally {
    console.log(`${sheep} is let go`);
  }
}

await run(function* () {
  try {
    yield* pipeline(flock(), shear).forEach((wool) => console.log(wool));
  } catch (error) {
    console.log(String(error));
  }
});

// A loop that is left ends all that works for it, and goes on when that has ended.
const second = new Event();
function* slowly(sheep: number): Coroutine<string> {
  if (sheep === 2) second.set();
  return yield* shear(sheep, sheep === 1 ? 20 : 60_000);
}
for await (const wool of pipeline(flock(), slowly)) {
  console.log(wool);
  await second.wait(); // that one is being shorn
  break;
}
console.log('and nobody works any more');
