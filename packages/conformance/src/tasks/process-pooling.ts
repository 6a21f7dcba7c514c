import { tasks } from 'heddle';

/** What the initializer has left in this process, in order. */
const told: string[] = [];

/** Work for the processes of a pool. */
export const processPooling = tasks('processPooling', import.meta.url, {
  begin(word: string): void {
    told.push(word);
  },

  told(): string[] {
    return told;
  },

  add(a: number, b: number): number {
    return a + b;
  },

  double(n: number): number {
    return n * 2;
  },

  failOdd(n: number): number {
    if (n % 2 === 1) throw new RangeError(`${n} is odd`);
    return n;
  },

  pid(): number {
    return process.pid;
  },

  /** What comes back cannot cross. */
  giveFunction(): unknown {
    return { onDone: () => undefined };
  },

  /** Goes on until it is ended. */
  async never(): Promise<never> {
    return new Promise(() => setInterval(() => undefined, 1000));
  },

  /** As if somebody else had killed this process. */
  async killed(): Promise<void> {
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => setInterval(() => undefined, 1000));
  },
});
