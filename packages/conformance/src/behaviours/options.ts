import { behaviour, type Behaviour } from '../behaviour.ts';
import { pooling } from '../tasks/pooling.ts';
import type { Tools } from '../tools.ts';

async function messageOf(tools: Tools, action: () => unknown): Promise<string> {
  const failure = await tools.failureOf(action);
  return failure === 'nothing' ? failure : failure.message;
}

/** Names that no option has. */
export const options: readonly Behaviour[] = [
  behaviour({
    id: 'executor.unknown-options',
    title: 'an option that is misspelt is refused, with the one that was meant',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ ThreadPoolExecutor, LocalExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const calls = [
        () => new ThreadPoolExecutor({ maxworkers: 1 } as never),
        () => new LocalExecutor({ max_workers: 1 } as never),
        () => pool.with({ timeOut: 1 } as never),
        () => pool.map(pooling.echo, [1], { chunkSize: 2 } as never),
        () => pool.shutdown({ cancel: true } as never),
      ];
      const said: string[] = [];
      for (const call of calls) said.push(await messageOf(tools, call));
      const goesOn = await pool.submit(pooling.add, 1, 2);
      await pool.shutdown();
      const initargs = { initargs: [1] as never };
      const none = await tools.thrownBy(() => new ThreadPoolExecutor(initargs));
      return { said, goesOn, none };
    },
    expect: {
      said: [
        'new ThreadPoolExecutor: there is no option "maxworkers"; did you mean maxWorkers?',
        'new LocalExecutor: there is no option "max_workers"; did you mean maxWorkers?',
        'with: there is no option "timeOut"; did you mean timeout?',
        'map: there is no option "chunkSize"; did you mean chunksize?',
        'shutdown: there is no option "cancel"; it has wait, cancelFutures',
      ],
      goesOn: 3,
      none: 'InvalidArgumentError',
    },
  }),
  behaviour({
    id: 'thread.unknown-options',
    title: 'a thread and a timer refuse an option that is misspelt, with the one that was meant',
    about: 'thread',
    kind: 'bad-input',
    needs: [],
    async run({ Thread, Timer }, tools) {
      const call = { target: pooling.add, args: [1, 2] as [number, number] };
      return [
        await messageOf(tools, () => Thread.start({ ...call, deamon: true } as never)),
        await messageOf(tools, () => Timer.start({ ...call, dealy: 5 } as never)),
      ];
    },
    expect: [
      'new Thread: there is no option "deamon"; did you mean daemon?',
      'new Timer: there is no option "dealy"; did you mean delay?',
    ],
  }),
];
