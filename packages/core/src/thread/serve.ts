import { startTask } from '../coroutine/task.ts';
import { InvalidHandleError, TaskNotFoundError, ThreadStartError } from '../errors.ts';
import { Agent, agentIfAny, joinMemory } from '../memory/agent.ts';
import { Memory } from '../memory/memory.ts';
import { noteEnded } from '../memory/roster.ts';
import type { ParentLink, Platform } from '../platform.ts';
import { installPlatform, platform } from '../realm.ts';
import { tellError } from '../tell.ts';
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
  type Outcome,
  type Start,
} from './protocol.ts';
import { mailbox, type Mailbox } from './mailbox.ts';
import { outputOfWorkers } from './output.ts';
import type { Reply } from './mail-way.ts';
import { announce, arrived, isWatched } from './rest.ts';
import { packResult, sendResult } from './send-result.ts';
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
  parent.onMessage((message) => {
    if (!isHeddle(message)) return;
    if (message.type === 'start') {
      const start = message as Start;
      // One that runs calls hears of more; without shared memory nothing but that holds it open.
      const hearsOn = parent.hearsOn === true && start.memory !== undefined;
      if (isWatched() && (start.service === undefined || hearsOn)) parent.unref?.();
      void runThread(parent, start, async () => {
        await outputOfWorkers();
        await printed();
      });
    } else {
      arrived();
      letters.put(message as unknown as ToService);
    }
  });
}

let serving = false;
/** What comes for the calls that this thread runs. */
const letters: Mailbox<ToService> = /* @__PURE__ */ mailbox();

async function runThread(
  parent: ParentLink,
  start: Start,
  printed: () => Promise<void>,
): Promise<void> {
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
  const ended = await run(start, parent, () => answer({ type: 'started' }), printed);
  const agent = agentIfAny();
  if (agent !== undefined) noteEnded(agent.memory, agent);
  for (const error of await disposeThreadLocals()) tellDisposal(error);
  await lastWords(printed);
  const stays = hasChildren(start.lingers);
  // It may have nothing left to do before its creator has read this.
  if (stays && start.memory !== undefined) announce(start.memory.creator);
  const result =
    'error' in ended
      ? packResult(outcomes.threw, ended.error)
      : packResult(outcomes.returned, ended.value);
  // What it still holds is abandoned, which its creator sees at the latest with its answer.
  if (!stays) leave();
  sendResult(result, ({ how, wired, moves }) => {
    const outcome: Outcome =
      how === outcomes.threw ? { type: 'threw', error: wired } : { type: 'returned', value: wired };
    answer({ ...outcome, stays }, moves);
  });
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
  printed: () => Promise<void>,
): Promise<Ended<unknown>> {
  try {
    const [target, args] = await prepare(start);
    if (start.service === undefined) began();
    const runs = start.self?.class ?? start.task;
    const body = target as (...args: unknown[]) => unknown;
    const value: unknown = await startTask(body, args, runs && titleOf(runs));
    if (start.service === undefined) return { value };
    began();
    const reply: Reply = (message, moves) => {
      if (start.memory !== undefined) announce(start.memory.creator);
      parent.send({ heddle: protocolVersion, ...message }, moves);
    };
    const load = (task: TaskReference): Promise<TargetFunction> =>
      find(task, start.name, start.bound, taskOf);
    await serveCalls(start.service, start.memory?.creator, letters, reply, load, printed);
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
async function prepare(start: Start): Promise<[TargetFunction, unknown[]]> {
  if (start.heddle !== protocolVersion) {
    throw new ThreadStartError(
      `the thread speaks version ${protocolVersion} of the protocol, its creator ${start.heddle}; use one version of Heddle`,
    );
  }
  const { task, self, bound, name, ident, daemon, service, memory } = start;
  const runs = service === undefined ? (self?.class ?? task) : undefined;
  enterThread({ name, ident, daemon }, runs && titleOf(runs));
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
    if (task !== undefined && !isUnused) target = await find(task, name, bound, taskOf);
    if (self !== undefined) type = await find(self.class, name, bound, threadClassOf);
  } catch (error) {
    discard(start.args);
    if (self !== undefined) discard(self.fields);
    throw error;
  }
  const args = decode(start.args);
  if (!Array.isArray(args)) throw new InvalidHandleError('the start message has no arguments');
  if (type === undefined) return [target ?? nothing, args];
  const thread = threadOf(type, new Inside(target, args), decode(self!.fields));
  return [() => thread.run(), []];
}

function nothing(): void {}

/** The object inside of the thread: the class of Thread makes it, and no constructor of the subclass is called again. */
function threadOf(type: ThreadClass, inside: Inside, fields: unknown): Thread {
  const thread = Reflect.construct(Thread, [inside], type) as Thread;
  setCurrentThread(Object.assign(thread, fields) as CurrentThread);
  return thread;
}

function notLoaded(task: TaskReference, name: string, error: unknown): ThreadStartError {
  const what = `the module of ${titleOf(task)}, ${task.url}`;
  const text = isOfLoader(error)
    ? `thread ${JSON.stringify(name)} could not load ${what}: ${asText(error)}; ` +
      'a bundled application names the worker that has it with bindWorker(…)'
    : `${what}, threw as thread ${JSON.stringify(name)} imported it: ${asText(error)}`;
  return new ThreadStartError(text, { cause: error });
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
  name: string,
  bound: boolean,
  look: (task: TaskReference) => T | undefined,
): Promise<T> {
  // In a bundle the URL is that of the creator's own file, which must not run here a second time.
  if (!bound) {
    try {
      await loadModule(task);
    } catch (error) {
      throw notLoaded(task, name, error);
    }
  }
  const found = look(task);
  if (found !== undefined) return found;
  const known = knownTasks();
  throw new TaskNotFoundError(
    `thread ${JSON.stringify(name)} does not know the task ${titleOf(task)}; ` +
      `it knows ${known.length === 0 ? 'none' : known.join(', ')}. ` +
      (bound
        ? `The factory given to bindWorker(…) must make a worker of the module that calls tasks(${JSON.stringify(task.id)}, …)`
        : `Loaded: ${task.url}. In a bundled application call bindWorker(…) with the module that calls tasks(${JSON.stringify(task.id)}, …)`),
  );
}
