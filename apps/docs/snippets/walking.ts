import { tasks, Thread, type Queue } from 'heddle';

// #region walker
class Walker extends Thread {
  readonly steps: number;
  readonly log: Queue<string>;

  constructor(name: string, steps: number, log: Queue<string>) {
    super({ name });
    this.steps = steps;
    this.log = log;
  }

  override run(): number {
    for (let step = 1; step <= this.steps; step++) this.log.putSync(`${this.name}: ${step}`);
    return this.steps;
  }
}

export const walking = tasks('walking', import.meta.url, {
  Walker,

  stumble(): never {
    throw new RangeError('over a root');
  },
});
// #endregion walker
