import type { Adapter } from '../behaviour.ts';
import { runConformance } from '../conformance.ts';
import { toLine, type Request } from './message.ts';

/** Runs the behaviours in a process of Node, Bun or Deno, and tells of each on its standard output. */
export async function reportFromProcess(heddle: Adapter): Promise<void> {
  const request = JSON.parse(process.argv[2] ?? '{}') as Request;
  const report = await runConformance(heddle, {
    ...request,
    onProgress: (progress) => console.log(toLine(progress)),
  });
  console.log(toLine({ type: 'report', report }));
}
