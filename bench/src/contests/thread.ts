import { Thread } from 'heddle';
import { sumBelow, type Contest, type Side } from '../contest.ts';
import { openWorker } from '../peers/bare-worker.ts';
import { answering } from '../threads/answering.ts';

function ask(url: URL, question: number): Promise<number> {
  return new Promise((resolve) => {
    const worker = openWorker(url);
    worker.onMessage((answer) => resolve(answer as number));
    worker.post(question);
  });
}

/** One after another: asks 0 … n - 1, which are answered with one more. */
function inTurn(name: string, answer: (question: number) => PromiseLike<number>): Side {
  return {
    name,
    async run(operations) {
      let sum = 0;
      for (let question = 0; question < operations; question += 1) sum += await answer(question);
      return sum;
    },
  };
}

export const threadContests: readonly Contest[] = [
  {
    id: 'thread-start',
    title: 'start a thread, load a module, run a function of it, get its result',
    roundTime: 250,
    sum: (operations) => sumBelow(operations + 1),
    open: () => [
      inTurn('Thread.start(…).result()', (question) =>
        Thread.start({ target: answering.answer, args: [question] }).result(),
      ),
      inTurn('bare Worker, same module', (question) =>
        ask(new URL('../threads/answering-bare.ts', import.meta.url), question),
      ),
      inTurn('bare Worker, no module', (question) =>
        ask(new URL('../threads/answering-empty.ts', import.meta.url), question),
      ),
    ],
  },
];
