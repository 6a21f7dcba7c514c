import { PriorityQueue, Thread } from 'heddle';
import { urgency, type Job } from './urgency.ts';

// #region urgent
const jobs = new PriorityQueue<Job>({ compare: urgency.mostUrgent });
await jobs.putMany([
  { name: 'sweep', urgency: 1 },
  { name: 'put out the fire', urgency: 9 },
]);
console.log(await Thread.start({ target: urgency.next, args: [jobs] }).result());
// #endregion urgent
