import { behaviour, type Behaviour, type Fact } from '../behaviour.ts';
import { runProgram } from '../program.ts';

/** How a program ended that cannot go on, and what it said of each thread. */
async function endOf(name: string): Promise<Fact> {
  const end = await runProgram(name);
  if (end === undefined) return 'no processes';
  const lines = end.stderr.trimEnd().split('\n');
  const headline = lines.findIndex((line) => line.startsWith('Heddle: nothing can run any more'));
  const said = lines.slice(headline + 1, -1).map((line) => line.replace(/ \(for \d+ turns?\)/, ''));
  const threads = said.join('\n').split(/\n(?! )/);
  return { code: end.code, said: threads.toSorted().flatMap((thread) => thread.split('\n')) };
}

/** What waits, and that nothing can run any more. */
export const stall: readonly Behaviour[] = [
  behaviour({
    id: 'deadlock.watch-stall',
    title: 'watchStall() tells what waits when no task has run for a while',
    about: 'deadlock',
    kind: 'normal',
    needs: [],
    async run({ watchStall, spawn, Queue }) {
      const queue = new Queue<string>({ name: 'jobs' });
      const consumer = spawn({ name: 'consumer', target: () => queue.get() });
      const told = Promise.withResolvers<boolean>();
      const stop = watchStall({
        after: 50,
        report: (dump) =>
          told.resolve(String(dump).includes('consumer: waiting for get of queue "jobs"')),
      });
      const seen = await told.promise;
      stop();
      queue.tryPut('go on');
      await consumer;
      return seen;
    },
    expect: true,
  }),
  behaviour({
    id: 'deadlock.stalled',
    title: 'a program in which nothing can run any more says what waits, and ends with 13',
    about: 'deadlock',
    kind: 'normal',
    needs: ['endOfProgram'],
    run: () => endOf('stalled'),
    expect: {
      code: 13,
      said: [
        'thread main',
        '  consumer: waiting for get of queue "jobs": it holds 0 items',
        '  waiter: waiting for acquire of "account": consumer (main) holds it and waits for queue "jobs"',
      ],
    },
  }),
  behaviour({
    id: 'deadlock.stalled-threads',
    title: 'so do threads of which none can run any more, parked or in their event loops',
    about: 'deadlock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory', 'endOfProgram', 'endOfThread'],
    run: () => endOf('stalled-threads'),
    expect: {
      code: 13,
      said: [
        'thread main',
        '  joiner: waiting for join of thread "blocked"',
        'thread waiting.block (blocked)',
        '  blocked in getSync from queue "jobs": it holds 0 items',
        '  waiting.block: running',
        'thread waiting.wait (waiting)',
        '  waiting.wait: waiting for get of queue "jobs": it holds 0 items',
      ],
    },
  }),
];
