import type { Side } from '../contest.ts';
import { pythonSide } from './python-side.ts';

export function pythonPool(workers: number, chunksize: number): Side[] {
  return pythonSide({
    name: 'Python, ProcessPoolExecutor.map',
    file: 'pool.py',
    args: [String(workers)],
    question: (operations) => `${operations} ${chunksize}`,
  });
}

export function pythonQueue(): Side[] {
  return pythonSide({
    name: 'Python, multiprocessing.Queue',
    file: 'queue_between.py',
    args: [],
    question: String,
  });
}
