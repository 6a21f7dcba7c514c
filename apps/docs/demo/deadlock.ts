import {
  DeadlockError,
  Lock,
  Queue,
  Thread,
  bindWorker,
  sleep,
  spawn,
  type Operation,
} from 'heddle';
import { embrace, type Meeting, type Step } from './embrace.ts';

bindWorker(embrace, () => new Worker(new URL('./embrace.ts', import.meta.url), { type: 'module' }));

export interface DeadlockOptions {
  /** False: two coroutines of the page in place of two threads. */
  readonly threads: boolean;
  /** Milliseconds that each step stays in the picture. */
  readonly pace: number;
  onStep(step: Step): void;
}

/** How it came out: who was told of the cycle, with which message, and what became of the other. */
export interface Resolved {
  readonly victim: string;
  readonly error: DeadlockError;
  readonly other: string;
}

/** Two threads take the locks "shuttle" and "comb" in opposite order. */
export async function provokeDeadlock({
  threads,
  pace,
  onStep,
}: DeadlockOptions): Promise<Resolved> {
  const shuttle = new Lock({ name: 'shuttle' });
  const comb = new Lock({ name: 'comb' });
  const meeting: Meeting = {
    arrived: new Queue<string>({ name: 'arrived' }),
    go: new Queue<string>({ name: 'go' }),
    diary: new Queue<Step>({ name: 'diary' }),
  };
  const start = (name: string, first: Lock, second: Lock): Operation<string> => {
    const call = {
      name,
      target: embrace.takeBoth,
      args: [name, first, second, meeting] as [string, Lock, Lock, Meeting],
    };
    return threads ? Thread.start(call).result() : spawn(call);
  };
  const ends = Promise.allSettled([start('warp', shuttle, comb), start('weft', comb, shuttle)]);
  const showing = spawn(function* show() {
    yield* meeting.diary.forEach(function* (step) {
      onStep(step);
      yield* sleep(pace);
    });
  });

  await meeting.arrived.get();
  await meeting.arrived.get();
  await sleep(2 * pace);
  await meeting.go.put('warp');
  await meeting.go.put('weft');

  const [warp, weft] = await ends;
  meeting.diary.shutdown();
  await showing;
  const [victim, lost, won] =
    warp.status === 'rejected' ? ['warp', warp, weft] : ['weft', weft, warp];
  if (
    lost.status !== 'rejected' ||
    won.status !== 'fulfilled' ||
    !(lost.reason instanceof DeadlockError)
  ) {
    throw new Error(
      'the two did not end as they must: one told of the deadlock, one with both locks',
      {
        cause: [warp, weft],
      },
    );
  }
  return { victim: victim as string, error: lost.reason, other: won.value };
}
