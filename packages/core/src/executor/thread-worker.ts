import { ThreadDiedError } from '../errors.ts';
import { agentIfAny, thisAgent } from '../memory/agent.ts';
import { platform } from '../realm.ts';
import type { Answered } from '../thread/call-lane.ts';
import { discardMessage, type FromService } from '../thread/call-messages.ts';
import type { CallerWay, Calling } from '../thread/call-way.ts';
import { childChanged } from '../thread/children.ts';
import { requireLoaded } from '../thread/current.ts';
import { whenStopped } from '../thread/death.ts';
import { areInline } from '../thread/inline-values.ts';
import { onlyFactory, factoryOf, titleOf, type TaskReference } from '../thread/known-tasks.ts';
import { LaneCalls } from '../thread/lane-calls.ts';
import { MailCalls } from '../thread/mail-calls.ts';
import { forgetOutput, noteOutput, Output, type Printing } from '../thread/output.ts';
import { pack, packLetter } from '../thread/parcel.ts';
import type { Ended } from '../thread/protocol.ts';
import { Run, type Follower, type Place } from '../thread/run.ts';
import { enableSharing, prepareThreads } from '../thread/sharing.ts';
import type { Boundary } from '../wire/boundary.ts';
import type { Call } from './call.ts';
import type { Deaths } from './deaths.ts';
import type { Target } from './target.ts';
import { taskOnly } from './task-only.ts';
import type { Employer, PoolWorker } from './worker.ts';
import type { WorkerKind } from './worker-kind.ts';

/** Where the workers of a pool run that are no threads. */
export interface Places {
  /** For what goes to one of them, before it is known to which. */
  boundary(): Boundary;
  readonly deaths: Deaths;
  of(name: string, title: string, task: TaskReference | undefined): Place;
}

/** How each thread of a pool is started. */
export interface ThreadSetup {
  readonly initializer: TaskReference | undefined;
  readonly initargs: readonly unknown[];
  readonly tasksPerWorker: number;
  readonly idleTimeout: number;
  readonly startTimeout: number;
  readonly memoryLimit: number | undefined;
  /** Where each of them runs. @default in a thread of this program */
  readonly places?: Places;
  readonly factory: (() => unknown) | undefined;
  /** As handles of the executor call it. */
  readonly executor: () => string;
}

/** Workers that are threads. */
export function threadKind(setup: ThreadSetup): WorkerKind {
  const { places } = setup;
  const isShared = places === undefined && platform().missing.sharedMemory === undefined;
  return {
    target(fn, action) {
      // Before anything is packed for them.
      if (places === undefined) prepareThreads();
      else enableSharing();
      return taskOnly(fn, action, places === undefined ? 'thread' : 'process');
    },
    pack: isShared
      ? pack
      : (args, moving) =>
          moving === undefined && areInline(args)
            ? undefined
            : packLetter(args, moving, places?.boundary()),
    ...(places !== undefined && { deaths: places.deaths }),
    start: (employer, name, title, task) => new ThreadWorker(setup, employer, name, title, task),
    initializer: setup.initializer && titleOf(setup.initializer),
    ...(isShared
      ? { block, needsCreator: platform().threads?.needsCreator === true }
      : {
          cannotBlock: `${places === undefined ? 'without shared memory ' : ''}its answer comes by message, into the event loop`,
        }),
  };
}

/** Tasks of which a thread knows nothing but that it is to run calls. */
const nothing: TaskReference = { id: 'heddle', key: 'calls', url: '' };

/** A message takes longer than what wakes a thread that looks into shared memory. */
const aheadInLane = 0.25;
const aheadByMail = 1;

class ThreadWorker implements PoolWorker, Follower, Calling, Printing {
  /** Calls hold the program open, not the thread that waits for them; one that is to end does until it has. */
  holds = false;
  mayRunOn = false;
  readonly #employer: Employer;
  readonly #run: Run;
  readonly #way: CallerWay;
  readonly #mail: MailCalls;
  readonly #title: string;
  readonly boundary: Boundary | undefined;
  /** What it prints comes by way of this thread's event loop. */
  readonly #printsHere: boolean;
  #error: unknown;
  /** The executor knows that it is gone. */
  #hasLeft = false;
  #probed: (() => void) | undefined;
  readonly #output = new Output(() => this.#run.send({ type: 'output' }, []));

  constructor(
    setup: ThreadSetup,
    employer: Employer,
    name: string,
    title: string,
    task: Target | undefined,
  ) {
    requireLoaded(title);
    this.#employer = employer;
    this.#title = title;
    this.#printsHere = setup.places === undefined && platform().threads?.printsByCreator === true;
    const { initializer, initargs, tasksPerWorker, idleTimeout, startTimeout, memoryLimit } = setup;
    const first = initializer ?? task?.reference;
    const place = setup.places?.of(name, title, first);
    this.boundary = place?.boundary;
    const factory =
      place === undefined
        ? (setup.factory ?? (first ? factoryOf(first.id) : onlyFactory()))
        : undefined;
    this.#run = new Run(
      {
        place,
        task: initializer ?? nothing,
        args: initargs,
        name,
        startTimeout,
        memoryLimit,
        title,
        daemon: true,
        letsGo: factory === undefined,
        factory,
        service: {
          executor: setup.executor(),
          most: tasksPerWorker,
          initializes: initializer !== undefined,
          idleTimeout,
          startTimeout,
        },
      },
      this,
    );
    const calling: Calling = {
      answered: (number, how, value) => (this.lane ?? this).answered(number, how, value),
      drained: () => (this.lane ?? this).drained(),
    };
    const mail = (this.#mail = new MailCalls(
      (message, moves) => this.#run.send(message, moves),
      calling,
      (isOpen) => this.#run.hold(isOpen),
    ));
    const { lane, thread } = this.#run;
    this.#way = lane === undefined ? mail : new LaneCalls(thisAgent(), lane, thread!, mail, this);
  }

  get isBlind(): boolean {
    return this.lane === undefined;
  }

  get ahead(): number {
    return this.lane === undefined ? aheadByMail : aheadInLane;
  }

  get pace(): number {
    return this.#way.pace;
  }

  put(call: Call<unknown>): boolean {
    return this.#way.put(call);
  }

  flush(): void {
    this.#way.flush();
  }

  hasBegun({ number }: Call<unknown>): boolean {
    return this.#way.hasBegun(number);
  }

  takeBack({ number }: Call<unknown>): boolean {
    return this.#way.takeBack(number);
  }

  cancel({ number }: Call<unknown>): void {
    this.#way.cancel(number);
  }

  close(): void {
    this.#way.close();
    this.holds = true;
    childChanged();
  }

  terminate(): void {
    this.#run.terminate();
  }

  probe(answer: () => void): void {
    this.#probed = answer;
    this.#way.probe();
  }

  /** The lane that this thread can be blocked at. */
  get lane(): LaneCalls | undefined {
    return this.#way instanceof LaneCalls ? this.#way : undefined;
  }

  answered(number: number, how: Answered, value: unknown): void {
    this.#employer.answered(number, how, value);
  }

  drained(): void {
    this.#output.stirred();
    this.#employer.drained();
  }

  output(): Promise<void> | undefined {
    return this.#output.coming();
  }

  began(): void {
    this.#mail.mayBegin = true;
    if (this.#printsHere) noteOutput(this);
    this.#employer.ready();
  }

  told(message: FromService): void {
    // What it said before it was found dead: its lane may be another's, and its calls are.
    if (this.#hasLeft) discardMessage(message);
    else if (message.type === 'answers') this.#way.receive(message);
    else if (message.type === 'idle') this.#employer.idled();
    else if (message.type === 'alive') this.#probed?.();
    else if (message.type === 'printed') this.#output.told();
    else this.#employer.asked(message, (reply) => this.#run.send(reply, []));
  }

  ended(how: Ended<unknown>): void {
    if ('error' in how) this.#error = how.error;
  }

  /** One that ends by itself says so in shared memory, before its creator can hear of it. */
  lookWhetherDead(): void {
    if (this.#run.hasParted) this.#leave(`${this.#title} ended`);
  }

  #leave(how: string | undefined): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    const last = this.#way.leave();
    this.#employer.gone(how === undefined ? this.#error : new ThreadDiedError(how), last);
  }

  gone(byForce: boolean): void {
    this.mayRunOn = byForce;
    forgetOutput(this);
    this.#output.end();
    this.#leave(undefined);
    const { thread } = this.#run;
    // Where it may run on, it may still write there.
    if (byForce && thread !== undefined) whenStopped(thread, () => this.#way.free());
    else this.#way.free();
  }
}

/** Blocks this thread until one of them has answered. */
function block(workers: readonly PoolWorker[], ms: number): void {
  const lanes = workers.flatMap((worker) => (worker as ThreadWorker).lane ?? []);
  const isQuiet = lanes.map((lane) => lane.blocks()).every(Boolean);
  if (isQuiet) agentIfAny()!.park(ms);
  for (const lane of lanes) lane.unblocks();
}
