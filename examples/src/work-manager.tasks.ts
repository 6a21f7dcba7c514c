import { ShutDownError, sleep, tasks, type Queue } from 'heddle';

/** A job, which takes a while. */
async function doJob(job: number): Promise<number> {
  await sleep(20);
  return job * job;
}

export const manager = tasks('manager', import.meta.url, {
  doJob,

  /** What a hand-made pool needs besides: a thread that takes one job after the other. */
  async work(jobs: Queue<number>, results: Queue<number>): Promise<void> {
    for (;;) {
      try {
        await results.put(await doJob(await jobs.get()));
      } catch (error) {
        if (error instanceof ShutDownError) return;
        throw error;
      }
    }
  },
});
