import { Ending } from '../coroutine/ending.ts';
import { Task } from '../coroutine/task.ts';
import { DeadlockError, InvalidStateError } from '../errors.ts';
import { eachAnswer, type ToService, type WaitsFor } from '../thread/call-messages.ts';
import type { Listed } from '../thread/known-tasks.ts';
import { packLetter } from '../thread/parcel.ts';
import { refusedBy } from '../thread/sendable.ts';
import type { Serving } from '../thread/serving.ts';
import type { Holder } from '../wait/holder.ts';
import type { Call } from './call.ts';
import { Executor } from './executor.ts';
import { taskOnly } from './task-only.ts';
import type { Employer, PoolWorker } from './worker.ts';
import type { WorkerKind } from './worker-kind.ts';

/** As many calls as may be on their way at a time. */
const most = 1000;

/** The executor that this thread is a worker of: calls go to the thread that has it, and from there to a worker. */
export class RemoteExecutor extends Executor<Listed> {
  constructor(name: string, serving: Serving) {
    super('executor', { name, maxWorkers: 1, tasksPerWorker: most }, '', remoteKind(serving));
  }

  override shutdown(): never {
    return this.#refuse('shutdown');
  }

  override terminateWorkers(): never {
    return this.#refuse('terminateWorkers');
  }

  override warmUp(): never {
    return this.#refuse('warmUp');
  }

  #refuse(action: string): never {
    throw new InvalidStateError(
      `${action}: this thread is a worker of executor ${JSON.stringify(this.name)}; the thread that made it does that`,
    );
  }
}

function remoteKind(serving: Serving): WorkerKind {
  return {
    target: (fn, action) => taskOnly(fn, action),
    pack: packLetter,
    endsWorkers: false,
    cannotBlock: 'its result comes by message, which a blocked thread does not hear',
    start: (employer) => new RemoteWorker(serving, employer),
  };
}

/** Who does the calls is not known here: the thread that has the executor stands for all of its workers. */
class RemoteWorker implements PoolWorker {
  readonly ahead = 0;
  readonly pace = 0;
  readonly #serving: Serving;
  readonly #employer: Employer;
  /** By number, until they have ended. */
  readonly #calls = new Map<number, Call<unknown>>();
  /** Who of this thread's tasks waits without end, by the numbers of the calls that they run; and for which. */
  readonly #waiting = new Map<number, { readonly call: Call<unknown>; readonly who: Holder }>();

  constructor(serving: Serving, employer: Employer) {
    this.#serving = serving;
    this.#employer = employer;
    serving.listen((message) => this.#receive(message));
  }

  put(call: Call<unknown>): boolean {
    const { number, task, parcel, urgency, limits } = call;
    if (parcel === undefined || parcel.bytes !== undefined) return false;
    const { timeout = Infinity, grace = 1000 } = limits?.limits ?? {};
    const { wired, moves } = parcel;
    const reference = task.reference!;
    const submitted = { number, reference, args: wired, priority: urgency, timeout, grace };
    try {
      this.#serving.send({ type: 'submit', call: submitted }, moves);
    } catch (error) {
      throw refusedBy(error, 'args');
    }
    this.#calls.set(number, call);
    return true;
  }

  #receive(message: ToService): void {
    if (message.type === 'results') {
      eachAnswer(message.answers, (number, how, value) => {
        for (const [by, { call }] of this.#waiting) {
          if (call.number === number) this.#waiting.delete(by);
        }
        // Whoever shut the executor down knows of it; a failure of the call would be told if nobody looked at it.
        if (message.isRefusal === true) this.#calls.get(number)?._looked();
        this.#calls.delete(number);
        this.#employer.answered(number, how, value);
      });
      this.#employer.drained();
    } else if (message.type === 'confirm') {
      const isTrue = message.waits.every((wait) => this.#stands(wait));
      this.#serving.send({ type: 'confirmed', round: message.round, isTrue }, []);
    } else if (message.type === 'deadlock' && this.#stands(message.wait)) {
      const { call, who } = this.#waiting.get(message.wait.by)!;
      if (!(who instanceof Ending)) return;
      this.unblocks(call, who);
      call._unobserve(who);
      who._tell(new DeadlockError(message.cycle));
    }
  }

  #stands({ by, number }: WaitsFor): boolean {
    return this.#waiting.get(by)?.call.number === number;
  }

  #numberOf(who: Holder): number | undefined {
    return who instanceof Task ? this.#serving.callOf(who) : undefined;
  }

  blocks(call: Call<unknown>, who: Holder): void {
    const by = this.#numberOf(who);
    if (by === undefined) return;
    this.#waiting.set(by, { call, who });
    this.#serving.send({ type: 'waits', by, number: call.number }, []);
  }

  unblocks(call: Call<unknown>, who: Holder): void {
    const by = this.#numberOf(who);
    if (by === undefined || !this.#waiting.delete(by)) return;
    this.#serving.send({ type: 'goesOn', by, number: call.number }, []);
  }

  flush(): void {}

  /** It has gone to another thread, so that cannot be known. */
  hasBegun(): boolean {
    return true;
  }

  takeBack(): boolean {
    return false;
  }

  cancel({ number }: Call<unknown>): void {
    this.#serving.send({ type: 'abort', number }, []);
  }

  close(): void {}

  terminate(): void {}

  probe(answer: () => void): void {
    answer();
  }
}
