import { cancelAll } from '../coroutine/scope.ts';
import { startTask } from '../coroutine/task.ts';
import {
  CancelledError,
  InvalidHandleError,
  TaskNotFoundError,
  ThreadStartError,
} from '../errors.ts';
import { Agent, agentIfAny, joinMemory } from '../memory/agent.ts';
import { Memory } from '../memory/memory.ts';
import { noteEnded } from '../memory/roster.ts';
import type { ParentLink, Platform } from '../platform.ts';
import { installPlatform, platform } from '../realm.ts';
import { tellError } from '../tell.ts';
import { byMessage, type Boundary } from '../wire/boundary.ts';
import { asText } from '../wire/error.ts';
import { decode, discard } from '../wire/value.ts';
import { childrenGone, hasChildren, watchChildren } from './children.ts';
import {
  currentThread,
  enterForeign,
  enterThread,
  setCurrentThread,
  whileLoading,
  type CurrentThread,
} from './current.ts';
import { leave, watchExit } from './death.ts';
import { outcomes } from './call-lane.ts';
import type { ToService } from './call-messages.ts';
import { afterGrace } from './grace.ts';
import { isOfLoader } from './loader-error.ts';
import {
  isHeddle,
  protocolVersion,
  type Answer,
  type Ended,
  type EndMessage,
  type Start,
} from './protocol.ts';
import { mailbox, type Mailbox } from './mailbox.ts';
import { outputOfWorkers } from './output.ts';
import type { Reply } from './mail-way.ts';
import { announce, arrived, isWatched, stirred } from './rest.ts';
import { packResult, sendResult, type Result } from './send-result.ts';
import { serveCalls } from './service.ts';
import { enableSharing } from './sharing.ts';
import {
  isKnown,
  knownTasks,
  taskOf,
  threadClassOf,
  titleOf,
  type TargetFunction,
  type TaskReference,
  type ThreadClass,
} from './known-tasks.ts';
import { disposeThreadLocals } from './thread-local.ts';
import { Inside, Thread } from './thread.ts';

/** What a worker is: a thread of its creator's program, or a process. */
export interface Seat {
  /** What crosses to its creator, and how. */
  readonly boundary: Boundary;
  /** Settles when what was printed has come out, where it goes another way than messages. */
  readonly printed: () => Promise<void>;
  /** It takes its place. */
  enter(start: Start, target: string | undefined): void;
  /** How messages call it: `thread "thread-1"`. */
  title(name: string): string;
  /** That it could not begin. */
  failure(message: string, options?: ErrorOptions): Error;
  /** The object of a class of tasks that stands for it: the base class makes it, and no constructor of the subclass is called again. */
  objectOf(type: ThreadClass, inside: Inside, fields: unknown): { run(): unknown };
}

/**
 * Makes `adapter` this realm's platform, and this worker a thread if it is one of Heddle's.
 * @param printed Settles when what was printed has come out, where it goes another way than messages.
 * @throws PlatformError if another adapter is there already.
 */
export function install(
  adapter: Platform,
  printed: () => Promise<void> = () => Promise.resolve(),
): void {
  installPlatform(adapter);
  const { parent, isMainThread } = platform();
  if (!isMainThread && !serving) enterForeign(); // until a start message comes
  if (parent === undefined || serving) return;
  serving = true;
  // Passive until the creator's start message comes.
  listenTo(parent, {
    boundary: byMessage,
    printed: async () => {
      await outputOfWorkers();
      await printed();
    },
    enter: enterThread,
    title: (name) => `thread ${JSON.stringify(name)}`,
    failure: (message, options) => new ThreadStartError(message, options),
    objectOf: threadOf,
  });
}

/** Does what its creator says, once that says something. */
export function listenTo(parent: ParentLink, seat: Seat): void {
  let isCounted = false;
  parent.onMessage((message) => {
    if (!isHeddle(message)) return;
    if (message.type === 'start') {
      const start = message as Start;
      isCounted = start.memory !== undefined;
      // One that runs calls hears of more; without shared memory nothing but that holds it open.
      const hearsOn = parent.hearsOn === true && start.memory !== undefined;
      if (isWatched() && (start.service === undefined || hearsOn)) parent.unref?.();
      void runThread(parent, start, seat);
    } else {
      if (isCounted) arrived();
      else stirred();
      if (message.type === 'cancel') void cancelHere('the thread was cancelled');
      else letters.put(message as unknown as ToService);
    }
  });
}

let serving = false;
/** Its creator has asked this thread to end. */
let isCancelled = false;

/** Cancels all that runs here, and what it was to begin; settles when none of that is left. */
export function cancelHere(reason: string): Promise<void> {
  isCancelled = true;
  return cancelAll(reason);
}

/** What comes for the calls that this thread runs. */
const letters: Mailbox<ToService> = /* @__PURE__ */ mailbox();

async function runThread(parent: ParentLink, start: Start, seat: Seat): Promise<void> {
  const { boundary, printed } = seat;
  // Before the task's module is loaded, so that Heddle is the first to be called.
  watchExit();
  const answer = (body: Answer, moves: readonly object[] = []): void =>
    parent.send({ heddle: protocolVersion, ...body }, moves);
  let holds = false;
  watchChildren(() => {
    if (hasChildren() === holds) return;
    holds = !holds;
    if (start.memory !== undefined) announce(start.memory.creator);
    answer({ type: 'holds', holds });
  });
  const ended = await run(start, parent, () => answer({ type: 'started' }), seat);
  const agent = agentIfAny();
  if (agent !== undefined) noteEnded(agent.memory, agent);
  for (const error of await disposeThreadLocals()) tellDisposal(error);
  await lastWords(printed);
  const stays = hasChildren(start.lingers);
  // It may have nothing left to do before its creator has read this.
  if (stays && start.memory !== undefined) announce(start.memory.creator);
  const result =
    'error' in ended
      ? packResult(outcomes.threw, ended.error, boundary)
      : packResult(outcomes.returned, ended.value, boundary);
  // What it still holds is abandoned, which its creator sees at the latest with its answer.
  if (!stays) leave();
  const post = ({ how, wired, moves }: Result): void => {
    const outcome: EndMessage =
      how === outcomes.threw ? { type: 'threw', error: wired } : { type: 'returned', value: wired };
    answer({ ...outcome, stays }, moves);
  };
  sendResult(result, post, boundary);
  while (hasChildren(start.lingers)) {
    await childrenGone(start.lingers);
    await lastWords(printed);
  }
  parent.close();
}

function tellDisposal(error: unknown): void {
  const { name } = currentThread();
  tellError(
    `a value of a ThreadLocal of thread ${JSON.stringify(name)} could not be disposed of:`,
    error,
  );
}

async function run(
  start: Start,
  parent: ParentLink,
  began: () => void,
  seat: Seat,
): Promise<Ended<unknown>> {
  try {
    const [target, args] = await prepare(start, seat);
    if (isCancelled) {
      throw new CancelledError(`${seat.title(start.name)} was cancelled before its task began`);
    }
    if (start.service === undefined) began();
    const runs = start.self?.class ?? start.task;
    const body = target as (...args: unknown[]) => unknown;
    const value: unknown = await startTask(body, args, runs && titleOf(runs));
    if (start.service === undefined) return { value };
    began();
    const reply: Reply = (message, moves, isUrgent) => {
      if (start.memory !== undefined) announce(start.memory.creator);
      parent.send({ heddle: protocolVersion, ...message }, moves);
      if (isUrgent === true) parent.flush?.();
    };
    const load = (task: TaskReference): Promise<TargetFunction> => find(task, start, seat, taskOf);
    const { service, memory } = start;
    await serveCalls(service, memory?.creator, letters, reply, load, seat.printed, seat.boundary);
    return { value: undefined };
  } catch (error) {
    return { error };
  }
}

/** Failures that nobody has taken are told; then all that was printed. */
async function lastWords(printed: () => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => {
    afterGrace(resolve);
  });
  await new Promise<void>((resolve) => {
    platform().hop(resolve);
  });
  await printed();
}

/** Everything that must be right before the target runs. */
async function prepare(start: Start, seat: Seat): Promise<[TargetFunction, unknown[]]> {
  if (start.heddle !== protocolVersion) {
    throw seat.failure(
      `${seat.title(start.name)} speaks version ${protocolVersion} of the protocol, its creator ${start.heddle}; use one version of Heddle`,
    );
  }
  const { task, self, name, service, memory } = start;
  const runs = service === undefined ? (self?.class ?? task) : undefined;
  seat.enter(start, runs && titleOf(runs));
  if (memory !== undefined) {
    if (agentIfAny() !== undefined) {
      throw new ThreadStartError(
        `thread ${JSON.stringify(name)} cannot take part in the program's memory: its module has shared a lock, a queue or ` +
          'a value as it was loaded, in a memory of its own; share it inside the task',
      );
    }
    joinMemory(new Agent(new Memory(memory.buffer), memory.thread));
  }
  enableSharing();
  let target: TargetFunction | undefined;
  let type: ThreadClass | undefined;
  const isUnused = service?.initializes === false;
  try {
    if (task !== undefined && !isUnused) target = await find(task, start, seat, taskOf);
    if (self !== undefined) type = await find(self.class, start, seat, threadClassOf);
  } catch (error) {
    discard(start.args);
    if (self !== undefined) discard(self.fields);
    throw error;
  }
  const args = decode(start.args);
  if (!Array.isArray(args)) throw new InvalidHandleError('the start message has no arguments');
  if (type === undefined) return [target ?? nothing, args];
  const object = seat.objectOf(type, new Inside(target, args), decode(self!.fields));
  return [() => object.run(), []];
}

function nothing(): void {}

function threadOf(type: ThreadClass, inside: Inside, fields: unknown): Thread {
  const thread = Reflect.construct(Thread, [inside], type) as Thread;
  setCurrentThread(Object.assign(thread, fields) as CurrentThread);
  return thread;
}

function notLoaded(task: TaskReference, name: string, seat: Seat, error: unknown): Error {
  const what = `the module of ${titleOf(task)}, ${task.url}`;
  const text = isOfLoader(error)
    ? `${seat.title(name)} could not load ${what}: ${asText(error)}` +
      // No bundler makes one for a process.
      (seat.boundary.means === 'process'
        ? ''
        : '; a bundled application names the worker that has it with bindWorker(…)')
    : `${what}, threw as ${seat.title(name)} imported it: ${asText(error)}`;
  return seat.failure(text, { cause: error });
}

/** The modules that were asked for here, by their address. */
const loads: Map<string, Promise<unknown>> = /* @__PURE__ */ new Map();

/** Not before it has come to its end; one that has thrown is not taken for loaded, though some of its tasks may be known. */
async function loadModule({ id, url }: TaskReference): Promise<void> {
  let loading = loads.get(url);
  if (loading === undefined) {
    if (isKnown(id)) return; // it came with another
    loading = whileLoading(() => import(/* @vite-ignore */ /* webpackIgnore: true */ url));
    loads.set(url, loading);
  }
  try {
    await loading;
  } catch (error) {
    // It was not there: it may be the next time.
    if (!isKnown(id)) loads.delete(url);
    throw error;
  }
}

async function find<T>(
  task: TaskReference,
  { name, bound }: Start,
  seat: Seat,
  look: (task: TaskReference) => T | undefined,
): Promise<T> {
  // In a bundle the URL is that of the creator's own file, which must not run here a second time.
  if (!bound) {
    try {
      await loadModule(task);
    } catch (error) {
      throw notLoaded(task, name, seat, error);
    }
  }
  const found = look(task);
  if (found !== undefined) return found;
  const known = knownTasks();
  throw new TaskNotFoundError(
    `${seat.title(name)} does not know the task ${titleOf(task)}; ` +
      `it knows ${known.length === 0 ? 'none' : known.join(', ')}. ` +
      (bound
        ? `The factory given to bindWorker(…) must make a worker of the module that calls tasks(${JSON.stringify(task.id)}, …)`
        : `Loaded: ${task.url}. In a bundled application call bindWorker(…) with the module that calls tasks(${JSON.stringify(task.id)}, …)`),
  );
}
