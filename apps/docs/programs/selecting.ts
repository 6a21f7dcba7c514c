import { Channel, after, run, select, spawn, type Coroutine } from 'heddle';

const words = new Channel<string>({ name: 'words' });
const echoes = new Channel<string>({ name: 'echoes' });

/** Takes words and gives echoes, whichever can be done, until for a while nothing can; at night that is soon. */
function* mountain(): Coroutine<void> {
  let echo = 'hush';
  let patience = 60_000;
  for (;;) {
    const chosen = yield* select({
      word: words,
      echo: echoes.sending(echo),
      quiet: after(patience),
    });
    switch (chosen.key) {
      case 'word':
        echo = `${chosen.value} … ${chosen.value}`;
        break;
      case 'echo':
        if (echo.startsWith('night')) patience = 100;
        echo = 'hush'; // an echo is sent only if its sending is chosen
        break;
      case 'quiet':
        console.log('the mountain sleeps');
        return;
    }
  }
}

await run(function* () {
  const listening = spawn(mountain);
  yield* words.send('hello');
  console.log(yield* echoes.receive());
  console.log(yield* echoes.receive());
  yield* words.send('good');
  yield* words.send('night');
  console.log(yield* echoes.receive());
  yield* listening;
});
