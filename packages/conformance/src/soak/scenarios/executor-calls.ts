import {
  close,
  SharedArray,
  ThreadPoolExecutor,
  type CallOptions,
  type Future,
  type ThreadTarget,
} from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { Fault } from '../fault.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { calls, failureOf } from '../tasks/calls.ts';

const mostCalls = 200_000;
/** How many may be under way at a time. */
const mostOpen = 300;
const grace = 30;

type Kind = keyof typeof calls;

/** What a call may end with, and how often it may have begun then. */
interface Expected {
  readonly kind: Kind;
  readonly id: number;
  /** Why it was asked to end, if it was. */
  reason: unknown;
  /** It was cancelled before it began. */
  isCancelled: boolean;
}

/** An executor under stress, and what was promised of each of its calls. */
class Run {
  readonly #actor: Actor;
  readonly #stage: Stage;
  readonly #begins = new SharedArray('u8', mostCalls);
  readonly #open = new Set<Promise<void>>();
  #executor: ThreadPoolExecutor;
  #next = 0;

  constructor(actor: Actor, stage: Stage) {
    this.#actor = actor;
    this.#stage = stage;
    this.#executor = this.#make();
  }

  #make(): ThreadPoolExecutor {
    const { random } = this.#actor;
    return new ThreadPoolExecutor({
      maxWorkers: 1 + random.below(3),
      tasksPerWorker: random.oneIn(2) ? 1 : 1 + random.below(8),
      ...(random.oneIn(4) && { maxTasksPerChild: 50 + random.below(500) }),
      ...(random.oneIn(4) && { idleTimeout: random.below(20) }),
    });
  }

  async run(): Promise<void> {
    const { random } = this.#actor;
    while (!this.#actor.over && this.#next < mostCalls - 2 * mostOpen) {
      const count = random.oneIn(4) ? 1 : 1 + random.below(mostOpen - this.#open.size + 1);
      for (let i = 0; i < count; i++) this.#submit();
      while (this.#open.size > (random.oneIn(3) ? 0 : mostOpen / 2)) {
        await Promise.race(this.#open);
      }
      if (random.oneIn(30)) await this.#anew();
    }
    await this.#end();
    close(this.#begins);
  }

  async #anew(): Promise<void> {
    await this.#end();
    this.#executor = this.#make();
    this.#actor.count('executors');
  }

  async #end(): Promise<void> {
    this.#actor.does('shuts down');
    await this.#executor.shutdown();
    await Promise.all(this.#open);
    if (this.#executor.workers > 0) throw new Fault('workers are left after shutdown');
  }

  #kind(): Kind {
    const { random } = this.#actor;
    // What ends a worker is seldom, or nothing else would ever run; nor may a thread that is given up run on for ever.
    if (random.oneIn(400)) return 'dies';
    if (!this.#stage.runsOn && random.oneIn(400)) return 'ignores';
    if (random.oneIn(100)) return 'listens';
    if (random.oneIn(60)) return 'nests';
    return random.of(['quick', 'quick', 'quick', 'spins', 'waits', 'yields', 'fails', 'echoes']);
  }

  #submit(): void {
    const { random } = this.#actor;
    const kind = this.#kind();
    const expected: Expected = { kind, id: this.#next++, reason: undefined, isCancelled: false };
    const controller = new AbortController();
    const options: CallOptions = { priority: random.oneIn(8) ? random.below(3) : 0, grace };
    if (random.oneIn(10) && kind !== 'nests') {
      options.signal = controller.signal;
      setTimeout(() => {
        const reason = new Error(`call ${expected.id} is aborted`);
        expected.reason ??= reason;
        controller.abort(reason);
      }, random.below(20));
    }
    if (kind === 'listens' || kind === 'ignores') options.timeout = 1 + random.below(10);
    // With one worker a call that waits for another would wait for ever, and be told so.
    if (kind === 'nests') options.timeout = 200;
    const future = this.#call(kind, expected.id, options);
    this.#actor.count('calls');
    if (random.oneIn(12)) {
      setTimeout(() => {
        if (future.cancel()) expected.isCancelled = true;
      }, random.below(4));
    }
    const judged = this.#judge(future, expected).finally(() => this.#open.delete(judged));
    this.#open.add(judged);
    this.#actor.does('puts');
  }

  #call(kind: Kind, id: number, options: CallOptions): Future<unknown> {
    const { random } = this.#actor;
    const on = this.#executor.with(options);
    const begins = this.#begins;
    switch (kind) {
      case 'spins':
        return on.submit(calls.spins, id, begins, random.below(20_000));
      case 'waits':
        return on.submit(calls.waits, id, begins, random.below(4));
      case 'yields':
        return on.submit(calls.yields, id, begins, random.below(4));
      case 'nests':
        return on.submit(calls.nests, id, begins, this.#executor, this.#next++);
      case 'echoes': {
        const bytes = new Uint8Array(1 + random.below(random.oneIn(20) ? 100_000 : 2000)).fill(7);
        if (!random.oneIn(3)) return on.submit(calls.echoes, id, begins, bytes);
        const moving = this.#executor.with({ ...options, transfer: [bytes.buffer] });
        return moving.submit(calls.echoes, id, begins, bytes);
      }
      default:
        return on.submit(calls[kind] as ThreadTarget, ...([id, begins] as never[]));
    }
  }

  async #judge(future: Future<unknown>, expected: Expected): Promise<void> {
    const { id, kind } = expected;
    let outcome: string;
    try {
      const value = await future;
      outcome = 'returned';
      const isRight =
        kind === 'echoes' ? (value as Uint8Array)[0] === (id & 0xff) : (value as number) === id;
      if (!isRight)
        throw new Fault(`call ${id} (${kind}) gave what is another's: ${String(value)}`);
    } catch (error) {
      if (error instanceof Fault) throw error;
      outcome = this.#explain(error as Error, expected);
    }
    const begun = this.#begins.get(id);
    const [least, most] = limits[outcome]!;
    if (begun < least || begun > most) {
      throw new Fault(`call ${id} (${kind}) has ${outcome}, and has begun ${begun} times`);
    }
    this.#actor.count(outcome);
    this.#actor.does('gets');
  }

  #explain(error: Error, { id, kind, reason, isCancelled }: Expected): string {
    if (isCancelled && error.name === 'CancelledError') return 'cancelled';
    if (error === reason) return 'aborted';
    if (error.name === 'TimeoutError' && ['listens', 'ignores', 'nests'].includes(kind)) {
      return 'timed out';
    }
    if (error.name === 'ThreadDiedError') return 'died';
    if (error.name === 'DeadlockError' && kind === 'nests') return 'deadlocked';
    // The executor is shut down while it waits for its turn to make a call.
    if (error.name === 'ShutDownError' && kind === 'nests') return 'too late';
    if (kind === 'nests') return this.#explain(error, { id, kind: 'quick', reason, isCancelled });
    if (kind === 'fails' && error.name === 'RangeError' && error.message === failureOf(id)) {
      return 'failed';
    }
    throw new Fault(`call ${id} (${kind}) ended with what nothing explains: ${String(error)}`, {
      cause: error,
    });
  }
}

/** How often a call may have begun: at least, at most. One whose worker died may have been about to. */
const limits: Record<string, readonly [least: number, most: number]> = {
  returned: [1, 1],
  failed: [1, 1],
  cancelled: [0, 0],
  aborted: [0, 1],
  'timed out': [0, 1],
  died: [0, 1],
  deadlocked: [1, 1],
  'too late': [1, 1],
};

export const executorCalls: Scenario = {
  name: 'executor.calls',
  proves:
    'calls of an executor that return, fail, wait, are cancelled, aborted, too slow, end their worker or must be ended with it: each settles once, as it should, and none begins twice',
  async play(stage) {
    const crew = stage.crew();
    crew.task(async function submitting(role: Role): Promise<Figures> {
      const actor = new Actor(role);
      actor.does('puts');
      await new Run(actor, stage).run();
      return actor.end();
    });
    return crew.finish(stage.ms);
  },
};
