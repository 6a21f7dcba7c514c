import { PriorityQueue } from 'heddle';
import { Heap } from 'mnemonist';
import TinyQueue from 'tinyqueue';
import { sumBelow, type Contest } from '../contest.ts';

interface Job {
  readonly priority: number;
  readonly number: number;
}

const most = 10_000;

function byPriority(a: Job, b: Job): number {
  return a.priority - b.priority;
}

/** Numbered from 0, of priorities that are in no order, and the same in each run. */
function makeJobs(): Job[] {
  let priority = 1;
  return Array.from({ length: most }, (_, number) => {
    priority = (Math.imul(priority, 1_664_525) + 1_013_904_223) >>> 0;
    return { priority, number };
  });
}

/** Puts up to `most` jobs in and takes them out again, until it has taken so many. */
function work(
  jobs: readonly Job[],
  operations: number,
  put: (job: Job) => void,
  get: () => Job | undefined,
): number {
  let sum = 0;
  for (let done = 0; done < operations; done += most) {
    const count = Math.min(most, operations - done);
    for (let i = 0; i < count; i += 1) put(jobs[i]!);
    let last = -1;
    for (let i = 0; i < count; i += 1) {
      const { priority, number } = get()!;
      sum += priority >= last ? number : NaN;
      last = priority;
    }
  }
  return sum;
}

/** The least first, by a comparator that the user gives. */
export const queuePriority: Contest = {
  id: 'queue-priority-local',
  title: `priority queue of ${most} items in no order, by a comparator: one in and one out`,
  sum: (operations) => Math.floor(operations / most) * sumBelow(most) + sumBelow(operations % most),
  open() {
    const jobs = makeJobs();
    return [
      {
        name: 'tryPut, tryGet',
        run(operations) {
          const queue = new PriorityQueue<Job>({ compare: byPriority });
          return work(
            jobs,
            operations,
            (job) => queue.tryPut(job),
            () => queue.tryGet(),
          );
        },
      },
      {
        name: 'mnemonist, Heap',
        run(operations) {
          const heap = new Heap<Job>(byPriority);
          return work(
            jobs,
            operations,
            (job) => heap.push(job),
            () => heap.pop(),
          );
        },
      },
      {
        name: 'tinyqueue',
        run(operations) {
          const heap = new TinyQueue<Job>([], byPriority);
          return work(
            jobs,
            operations,
            (job) => heap.push(job),
            () => heap.pop(),
          );
        },
      },
    ];
  },
};
