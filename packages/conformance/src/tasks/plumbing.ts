import { sleep, tasks, type Connection, type Coroutine } from 'heddle';

function failure(action: () => unknown): string {
  try {
    action();
    return 'nothing';
  } catch (error) {
    return (error as Error).name;
  }
}

/** What processes do with ends of pipes. */
export const plumbing = tasks('plumbing', import.meta.url, {
  /** Sends back the double of each number until the end of file; gives how many there were. */
  async double(end: Connection<number>): Promise<number> {
    let count = 0;
    for await (const value of end) {
      end.send(value * 2);
      count++;
    }
    return count;
  },

  send(end: Connection<number>, values: readonly number[]): void {
    for (const value of values) end.send(value);
    end.close();
  },

  async sum(end: Connection<number>): Promise<number> {
    let sum = 0;
    for await (const value of end) sum += value;
    return sum;
  },

  /** Blocks for each value until the end of file. */
  block(end: Connection<number>): { sum: number; late: string; end: string } {
    let sum = 0;
    const late = failure(() => end.recvSync({ timeout: 1 }));
    end.send(0);
    for (;;) {
      const failed = failure(() => (sum += end.recvSync()));
      if (failed !== 'nothing') return { sum, late, end: failed };
    }
  },

  /** Sends that it is there, and waits until it is ended; what it does when it is asked to end is sent. */
  *stay(end: Connection<string>): Coroutine<void> {
    end.send('there');
    try {
      yield* sleep(600_000);
    } finally {
      end.send('cleaned up');
    }
  },

  async fail(end: Connection<string>): Promise<void> {
    throw new RangeError(await end.recv());
  },
});
