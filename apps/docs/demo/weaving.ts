import {
  Lock,
  Queue,
  ShutDownError,
  Thread,
  TimeoutError,
  Value,
  bindWorker,
  spawn,
  type Coroutine,
  type Operation,
} from 'heddle';
import { loom, moment, type Loom, type Moment, type Row } from './loom.ts';

bindWorker(loom, () => new Worker(new URL('./loom.ts', import.meta.url), { type: 'module' }));

/** What the page needs for a row: a little more than the two threads together. */
const taking = 900;

export interface WeavingOptions {
  /** Rows until the cloth is finished. */
  readonly length: number;
  /** How many rows the queue holds at most. */
  readonly room: number;
  readonly speed: number;
  /** False: two coroutines of the page in place of two threads. */
  readonly threads: boolean;
  onMoment(moment: Moment): void;
  /** The page took a row out of the queue. */
  onRow(row: Row): void;
}

/** How a piece of cloth ended: how many rows are whose. */
export interface Woven {
  readonly warp: number;
  readonly weft: number;
  readonly finished: boolean;
}

export interface Weaving {
  readonly done: Promise<Woven>;
  /** What can be seen at this moment. */
  state(): { readonly count: number; readonly locked: boolean; readonly shared: boolean };
  setSpeed(speed: number): void;
  stop(): void;
}

/** Two threads weave one piece of cloth, and the page takes the rows out of the queue. */
export function weave(options: WeavingOptions): Weaving {
  const { length, room, threads, onMoment } = options;
  const parts: Loom = {
    lock: new Lock({ name: 'cloth' }),
    count: new Value('i32', 0),
    rows: new Queue<Row>({ name: 'rows', maxsize: room }),
    diary: new Queue<Moment>({ name: 'diary' }),
    speed: new Value('f64', options.speed),
    stop: new Queue<never>({ name: 'stop' }),
  };
  const { lock, count, rows, diary, speed } = parts;

  const page = [
    spawn(function* note() {
      yield* diary.forEach(onMoment);
    }),
    spawn(() => takeRows(parts, options)),
  ];
  const weavers: Operation<number>[] = threads
    ? [
        Thread.start({
          name: 'warp',
          target: loom.weaveBlocking,
          args: ['warp', length, parts],
        }).result(),
        Thread.start({
          name: 'weft',
          target: loom.weaveYielding,
          args: ['weft', length, parts],
        }).result(),
      ]
    : ['warp', 'weft'].map((name) =>
        spawn({ name, target: loom.weaveYielding, args: [name, length, parts] }),
      );

  const stop = (): void => {
    parts.stop.shutdown();
    rows.shutdown();
  };

  async function finish(): Promise<Woven> {
    const ends = weavers.map((weaver) => weaver.toPromise());
    // When one fails, the other has nobody to share the cloth with.
    for (const end of ends) end.catch(stop);
    const outcomes = await Promise.allSettled(ends);
    rows.shutdown();
    await page[1];
    diary.shutdown();
    await page[0];
    const [warp, weft] = outcomes.map((outcome) => {
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    }) as [number, number];
    return { warp, weft, finished: warp + weft === length };
  }

  return {
    done: finish(),
    state: () => ({ count: count.value, locked: lock.locked, shared: lock.shared }),
    setSpeed: (value) => void (speed.value = value),
    stop,
  };
}

function* takeRows({ rows, speed, stop }: Loom, options: WeavingOptions): Coroutine<void> {
  const tell = (phase: Moment['phase']): void => options.onMoment(moment('page', phase));
  tell('waits for a row');
  yield* rows.forEach(function* (row) {
    tell('works');
    options.onRow(row);
    try {
      yield* stop.get({ timeout: taking / speed.value });
    } catch (error) {
      // Once it is stopped, what is left is taken without a pause.
      if (!(error instanceof TimeoutError || error instanceof ShutDownError)) throw error;
    }
    tell('waits for a row');
  });
  tell('ended');
}
