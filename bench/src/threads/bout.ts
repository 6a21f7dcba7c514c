import type { Queue } from 'heddle';

/** What both of two threads are to do at the same time: `times` operations in one of the ways. */
export interface Bout<W extends string> {
  readonly by: W;
  readonly times: number;
}

/** Does what it is told until there is no more; what it has summed up, if it is the one that does, goes to `sums`. */
export async function obey<W extends string>(
  ways: Readonly<Record<W, (times: number) => number | void | Promise<number | void>>>,
  bouts: Queue<Bout<W>>,
  sums: Queue<number>,
): Promise<void> {
  for await (const { by, times } of bouts) {
    const sum = await ways[by](times);
    if (sum !== undefined) await sums.put(sum);
  }
}
