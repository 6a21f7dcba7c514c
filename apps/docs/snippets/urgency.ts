import { tasks, type PriorityQueue } from 'heddle';

// #region urgency
export interface Job {
  readonly name: string;
  readonly urgency: number;
}

export const urgency = tasks('urgency', import.meta.url, {
  /** Threads find it as they find their tasks. */
  mostUrgent: (a: Job, b: Job) => b.urgency - a.urgency,

  next: (jobs: PriorityQueue<Job>) => jobs.getSync().name,
});
// #endregion urgency
