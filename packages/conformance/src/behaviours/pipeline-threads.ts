import { behaviour, type Behaviour } from '../behaviour.ts';
import { piping } from '../tasks/piping.ts';

const needs = ['threads', 'sharedMemory'] as const;

/** Pipelines with stages in threads. */
export const pipelineThreads: readonly Behaviour[] = [
  behaviour({
    id: 'pipeline.threads',
    title: 'a stage may work in threads; the results come in order, and the threads end with it',
    about: 'pipeline',
    kind: 'normal',
    needs,
    async run({ pipeline, stage }) {
      const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
      const squares = pipeline(
        numbers,
        (n) => n * 10,
        stage(piping.square, { threads: true, workers: 2 }),
      );
      const results = await squares.collect();
      return {
        squares: results.map(({ square }) => square),
        inMain: results.filter(({ isMain }) => isMain).length,
      };
    },
    expect: { squares: [100, 400, 900, 1600, 2500, 3600, 4900, 6400], inMain: 0 },
  }),
  behaviour({
    id: 'pipeline.threads-failure',
    title: 'what a stage throws in its thread ends the pipeline, and is what comes out',
    about: 'pipeline',
    kind: 'given-up',
    needs,
    async run({ pipeline, stage }, tools) {
      const work = stage(piping.failAtThree, { threads: true, workers: 2 });
      return await tools.failureOf(() => pipeline([1, 2, 3, 4, 5], work).drain());
    },
    expect: { class: 'RangeError', message: 'at 3', instance: true },
  }),
  behaviour({
    id: 'pipeline.threads-left',
    title: 'a loop that is left cancels what its threads wait for, and they end',
    about: 'pipeline',
    kind: 'given-up',
    needs,
    async run({ Queue, pipeline, stage }) {
      const log = new Queue<string>();
      const source = [1, 2].map((n) => ({ n, log }));
      const work = stage(piping.waitAfterOne, { threads: true, buffer: 1 });
      const got: number[] = [];
      let began = '';
      for await (const n of pipeline(source, work)) {
        got.push(n);
        began = await log.get();
        break;
      }
      return { got, began, ended: log.tryGet() ?? null };
    },
    expect: { got: [1], began: 'item 2 began', ended: 'item 2 ended' },
  }),
  behaviour({
    id: 'pipeline.threads-bad-input',
    title: 'a stage in threads takes a task only, and an item that cannot cross ends it',
    about: 'pipeline',
    kind: 'bad-input',
    needs,
    async run({ pipeline, stage }, tools) {
      const work = stage(piping.square, { threads: true });
      return [
        await tools.thrownBy(() => stage((n: number) => n, { threads: true })),
        await tools.thrownBy(() => stage(piping.square, { threads: 2 as never })),
        await tools.thrownBy(() => pipeline([(() => {}) as never], work).drain()),
      ];
    },
    expect: ['InvalidArgumentError', 'InvalidArgumentError', 'CannotSendError'],
  }),
];
