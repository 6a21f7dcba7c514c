import { sleep, tasks, type Coroutine, type Queue } from 'heddle';

class OddError extends Error {
  override readonly name = 'OddError';
  readonly code = 'ODD';
  readonly found: number;

  constructor(found: number) {
    super(`${found} is odd`);
    this.found = found;
  }
}

/** What runs in processes. */
export const processing = tasks('processing', import.meta.url, {
  OddError,

  add(a: number, b: number): number {
    return a + b;
  },

  double(n: number): number {
    return n * 2;
  },

  fail(found: number): never {
    throw new OddError(found);
  },

  exit(code: number): void {
    process.exit(code);
  },

  /** Ends by a signal, as if somebody else had sent it. */
  async die(signal: NodeJS.Signals): Promise<void> {
    process.kill(process.pid, signal);
    await new Promise(() => setInterval(() => undefined, 1000));
  },

  /** Tells that it is there, waits until it is ended, and tells what it does when it is asked to end. */
  *stay(said: Queue<string>): Coroutine<void> {
    yield* said.put('there');
    try {
      yield* sleep(600_000);
    } finally {
      yield* said.put('cleaned up');
    }
  },

  compute(said: Queue<string>): never {
    said.putSync('there');
    for (;;);
  },

  /** It says nothing, so nothing takes along what the process had to tell. */
  spin(rounds: number): number {
    for (let round = 0; round < rounds; round += 1);
    return process.pid;
  },

  wait(go: Queue<string>): Promise<string> {
    return go.get().toPromise();
  },

  print(text: string): string {
    console.log(text);
    console.error(`${text} to stderr`);
    return `${process.cwd()} ${process.env['HEDDLE_CONFORMANCE'] ?? 'unset'}`;
  },

  pid(): number {
    return process.pid;
  },

  giveFunction(): unknown {
    return { onDone: () => undefined };
  },
});
