import {
  ContextVar,
  currentThread,
  mainThread,
  tasks,
  Thread,
  ThreadLocal,
  threads,
  type Coroutine,
  type Listed,
  type Queue,
  type Value,
} from 'heddle';

/** A thread with a class of its own. */
class Walker extends Thread {
  steps: number;
  readonly log: Queue<string> | undefined;
  made = 'by its creator';

  constructor(steps: number, log?: Queue<string>, name = 'walker') {
    super({ name });
    this.steps = steps;
    this.log = log;
  }

  get far(): boolean {
    return this.steps > 2;
  }

  override async run(): Promise<{ steps: number; far: boolean; made: string; same: boolean }> {
    this.steps += 1;
    await this.log?.put(`${this.name} walks`);
    const { steps, far, made } = this;
    return { steps, far, made, same: (currentThread() as unknown) === this };
  }
}

/** The same by a coroutine; it asks for what a thread cannot do in itself. */
class Recluse extends Thread {
  override *run(): Coroutine<string[]> {
    const names: string[] = [];
    for (const ask of [() => this.join(), () => this.result(), () => this.terminate()]) {
      try {
        yield* ask();
      } catch (error) {
        names.push((error as Error).name);
      }
    }
    for (const action of [() => this.start(), () => (this.daemon = true)]) {
      try {
        action();
      } catch (error) {
        names.push((error as Error).name);
      }
    }
    return names;
  }
}

/** Calls what Thread itself does in run(). */
class Calling extends Thread<((n: number) => number) & Listed> {
  override run(): number {
    return super.run() + 1;
  }
}

/** Has what only its creator can have. */
class Burdened extends Thread {
  readonly onDone = (): void => {};
  override run(): void {}
}

/** No module names it. */
export class Unnamed extends Thread {
  override run(): void {}
}

const local = new ThreadLocal(() => [currentThread().name]);
const variable = new ContextVar('variable', { default: 'nothing' });

export const walking = tasks('walking', import.meta.url, {
  Walker,
  Recluse,
  Calling,
  Burdened,

  double(n: number): number {
    return n * 2;
  },

  /** Says that it is there, waits until it is told to go on, and tells who it is then. */
  meet(arrived: Queue<string>, go: Queue<string>): { before: string; after: string } {
    const before = currentThread().name;
    arrived.putSync(before);
    go.getSync();
    const after = currentThread().name;
    currentThread().name = `${after}, changed`;
    return { before, after };
  },

  /** What it sees of the threads of the program. */
  look(): { names: string[]; here: number; main: [string, number | undefined, boolean] } {
    const all = threads();
    const { name, ident, alive } = mainThread();
    return {
      names: all.map((one) => one.name),
      here: all.indexOf(currentThread()),
      main: [name, ident, alive],
    };
  },

  isDaemon(): boolean {
    return currentThread().daemon;
  },

  makeList(): string[] {
    return [currentThread().name];
  },

  /** Two looks at a value that each thread has for itself. */
  ownList(): string[][] {
    local.value.push('first');
    local.value.push('second');
    return [local.value];
  },

  handed(lists: ThreadLocal<string[]>): string[] {
    lists.value.push('here');
    return lists.value;
  },

  unset(empty: ThreadLocal<string>): { isSet: boolean; failure: string } {
    const { isSet } = empty;
    try {
      return { isSet, failure: empty.value };
    } catch (error) {
      return { isSet, failure: (error as Error).name };
    }
  },

  /** Leaves values behind that want to be disposed of. */
  dispose(log: Queue<string>): string {
    const [first, second] = [new ThreadLocal<object>(), new ThreadLocal<object>()];
    first.value = { [Symbol.dispose]: () => void log.tryPut('first') };
    second.value = {
      async [Symbol.asyncDispose]() {
        await Promise.resolve();
        await log.put('second');
      },
    };
    return 'done';
  },

  context(): string {
    return variable.get();
  },

  count(times: Value<'i32'>): number {
    return (times.value += 1);
  },

  fail(): never {
    throw new RangeError(`lost in ${currentThread().name}`);
  },

  /** As much as there is. */
  hoard(): number {
    let last: unknown;
    for (;;) last = { last };
  },
});
