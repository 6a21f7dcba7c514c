// Adds what comes through its lane: looks for a while, then sleeps.
import { openParent } from '../peers/bare-parent.ts';
import { answered, asked, hostSleeps, Lane, laneCalls, workerSleeps } from './lane.ts';

/** Milliseconds for which it looks before it sleeps. */
const spun = 0.02;
/** So many answers are told of at once, so that the host does not sit idle while this thread works off many. */
const most = 64;

function serve({ words, calls, answers }: Lane): never {
  let done = 0;
  for (;;) {
    let end = Atomics.load(words, asked);
    for (const until = performance.now() + spun; end === done && performance.now() < until;) {
      for (let look = 0; end === done && look < 50; look += 1) end = Atomics.load(words, asked);
    }
    if (end === done) {
      Atomics.store(words, workerSleeps, 1);
      Atomics.wait(words, asked, done);
      Atomics.store(words, workerSleeps, 0);
      continue;
    }
    while (done !== end) {
      const told = Math.min(done + most, end);
      for (; done < told; done += 1) {
        const at = done & (laneCalls - 1);
        answers[at] = calls[at * 2]! + calls[at * 2 + 1]!;
      }
      Atomics.store(words, answered, done);
      if (Atomics.load(words, hostSleeps) === 1) Atomics.notify(words, answered);
    }
  }
}

const parent = await openParent();
parent.onMessage((buffer) => serve(new Lane(buffer as SharedArrayBuffer)));
