import { Listr } from 'listr2';
import type { Progress } from '../result.ts';
import type { Column } from './column.ts';
import type { FoundEngine } from './engine.ts';

export type RunOne = (
  engine: FoundEngine,
  onProgress: (progress: Progress) => void,
) => Promise<Column>;

function summary({ runtime, results, ms, problems }: Column): string {
  const count = (outcome: string) => results.filter((result) => result.outcome === outcome).length;
  const parts = [
    `${count('same')} same`,
    `${count('differs')} differ`,
    `${count('impossible')} not possible`,
  ];
  const trouble = problems.length > 0 ? `, ${problems[0]}` : '';
  return `${runtime.name} ${runtime.version}: ${parts.join(', ')} in ${(ms / 1000).toFixed(1)} s${trouble}`;
}

/** One engine after another, with a line of progress for each. */
export async function runWithProgress(
  engines: readonly FoundEngine[],
  run: RunOne,
): Promise<Column[]> {
  const columns: Column[] = [];
  const tasks = new Listr(
    engines.map((engine) => ({
      title: engine.title,
      task: async (_, task) => {
        const column = await run(engine, (progress) => {
          if (progress.type === 'begin') {
            task.title = `${engine.title} ${progress.index + 1}/${progress.total} ${progress.id}`;
          }
        });
        columns.push(column);
        task.title = summary(column);
      },
    })),
    // Where no terminal is, a line at the end of each engine is enough.
    { fallbackRenderer: 'silent', rendererOptions: { collapseSubtasks: false } },
  );
  await tasks.run();
  return columns;
}

/** The same on standard error, a line for each engine, for output that programs read. */
export async function runQuietly(engines: readonly FoundEngine[], run: RunOne): Promise<Column[]> {
  const columns: Column[] = [];
  for (const engine of engines) {
    const column = await run(engine, () => {});
    columns.push(column);
    console.error(summary(column));
  }
  return columns;
}
