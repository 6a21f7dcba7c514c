import { Queue, Thread, bindWorker, record, spawn, type Operation } from 'heddle';
import { spinning, type Workshop } from './spinning.ts';
import { spinners, weavers, type Moment, type Pace } from './workshop.ts';

bindWorker(
  spinning,
  () => new Worker(new URL('./spinning.ts', import.meta.url), { type: 'module' }),
);

export interface RunOptions {
  /** How many skeins the basket holds at most; 0: any number. */
  readonly maxsize: number;
  /** False: tasks of the page in place of threads. */
  readonly threads: boolean;
  readonly pace: Pace;
  onMoment(moment: Moment): void;
}

export interface Run {
  /** Ends when all workers have ended. */
  readonly done: Promise<void>;
  setPace(pace: Pace): void;
  shutdown(options?: { immediate: boolean }): void;
}

/** Everybody works until the basket is shut down. */
export function begin({ maxsize, threads, pace, onMoment }: RunOptions): Run {
  const numbers = record({ spinning: 'f64', weaving: 'f64' }, { ...pace });
  const workshop: Workshop = {
    basket: new Queue<string>({ name: 'basket', maxsize }),
    diary: new Queue<Moment>({ name: 'diary' }),
    pace: numbers,
  };
  const { basket, diary } = workshop;
  const noting = spawn(function* note() {
    yield* diary.forEach(onMoment);
  });
  const start = (name: string, target: typeof spinning.spin): Operation<void> => {
    const call = { name, target, args: [name, workshop] as [string, Workshop] };
    return threads ? Thread.start(call).result() : spawn(call);
  };
  const workers = [
    ...Object.keys(spinners).map((name) => start(name, spinning.spin)),
    ...Object.keys(weavers).map((name) => start(name, spinning.weave)),
  ];

  async function finish(): Promise<void> {
    const ends = workers.map((worker) => worker.toPromise());
    // Without one of them the others could wait for ever.
    for (const end of ends) end.catch(() => basket.shutdown({ immediate: true }));
    try {
      const outcomes = await Promise.allSettled(ends);
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    } finally {
      diary.shutdown();
      await noting;
    }
  }

  return {
    done: finish(),
    setPace: (next) => void Object.assign(numbers, next),
    shutdown: (options) => basket.shutdown(options),
  };
}
