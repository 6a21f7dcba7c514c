import { pipeline, run, stage, yieldNow, type Coroutine } from 'heddle';

let working = 0;
let most = 0;

function* dye(skein: string): Coroutine<string> {
  most = Math.max(most, (working += 1));
  const turns = skein === 'indigo' ? 100 : 2; // one takes longer
  for (let turn = 0; turn < turns; turn += 1) yield* yieldNow();
  working -= 1;
  return `${skein} yarn`;
}

const weave = (yarn: string): string => `cloth of ${yarn}`;

const colours = ['indigo', 'madder', 'weld', 'walnut'];
const cloth = pipeline(colours, stage(dye, { workers: 2 }), weave);

// Each use of it is a run of its own.
for await (const piece of cloth) console.log(piece);
console.log(`at most ${most} in the dye at a time`);

const asTheyAreDone = pipeline(colours, stage(dye, { workers: 2, ordered: false }));
console.log((await run(() => asTheyAreDone.collect())).join(', '));
