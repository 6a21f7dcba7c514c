import { InvalidStateError } from '../errors.ts';
import { agentIfAny } from '../memory/agent.ts';
import { nameOf, rename, renamings } from '../memory/roster.ts';
import { platform } from '../realm.ts';
import { thisThread } from '../wait/holder.ts';
import { nameFor } from './options.ts';

/** A thread, as any thread sees it. */
export interface ThreadInfo {
  readonly name: string;
  /** A number that no other thread of the program has; the main thread's is 1. Of one that was not started: undefined. */
  readonly ident: number | undefined;
  readonly isMain: boolean;
  /** The program does not wait for its end; the threads that it starts are daemons too unless they are told otherwise. */
  readonly daemon: boolean;
  /** It was started, and its target has not ended. */
  readonly alive: boolean;
}

/** A thread, as it is seen from within. */
export interface CurrentThread extends ThreadInfo {
  /** Another name can be given, here and by who started it; without shared memory each sees its own. */
  name: string;
  readonly ident: number;
}

/** The name as it is in shared memory, where its creator may have changed it. */
let seen = 0;

/** Own getters: what is sent to another thread is how it was at that moment. */
const here: CurrentThread = {
  get name() {
    const agent = agentIfAny();
    if (agent !== undefined && renamings(agent.memory, agent) !== seen) {
      seen = renamings(agent.memory, agent);
      thisThread.name = nameOf(agent.memory, agent);
    }
    return thisThread.name;
  },
  set name(name) {
    thisThread.name = nameFor(`name of ${this.name}`, name);
    const agent = agentIfAny();
    if (agent === undefined) return;
    rename(agent.memory, agent, name);
    seen = renamings(agent.memory, agent);
  },
  get ident() {
    return thisThread.ident;
  },
  get isMain() {
    return platform().isMainThread;
  },
  get daemon() {
    return thisThread.daemon;
  },
  get alive() {
    return true;
  },
};

let started = false;

/** This thread is one that Heddle has started. @internal */
export function enterThread(
  { name, ident, daemon }: Pick<CurrentThread, 'name' | 'ident' | 'daemon'>,
  target: string | undefined,
): void {
  started = true;
  Object.assign(thisThread, { name, ident, daemon, target });
}

/** This is the first thread of a process that was started for a task. @internal */
export function enterProcess(target: string | undefined): void {
  thisThread.target = target;
}

/**
 * This thread is neither the program's first nor one of Heddle's: nobody waits for it, and its ident is a number that only
 * chance could give another. @internal
 */
export function enterForeign(): void {
  const ident = 2 ** 30 + Math.floor(Math.random() * 2 ** 30);
  Object.assign(thisThread, { name: 'foreign', ident, daemon: true });
}

/** Is it one that Heddle has started? @internal */
export function isThread(): boolean {
  return started;
}

/** This thread is loading the module of its task: what that starts, it would start in each of its threads again. */
let loading = false;

/** @internal */
export async function whileLoading(load: () => Promise<unknown>): Promise<void> {
  loading = true;
  try {
    await load();
  } finally {
    loading = false;
  }
}

/** Nobody waits for that module any more, and what else this thread runs may start what it likes. @internal */
export function givenUpLoading(): void {
  loading = false;
}

/** @throws InvalidStateError while this thread is loading the module of its task. @internal */
export function requireLoaded(title: string): void {
  if (!loading) return;
  const [kind, who] = started
    ? ['thread', `thread ${JSON.stringify(currentThread().name)}`]
    : ['process', 'this process'];
  throw new InvalidStateError(
    `cannot start ${title}: ${who} is still loading the module of its task, which would start it in every ${kind} again; ` +
      'put what only the program itself shall do behind if (isMainThread)',
  );
}

let current: CurrentThread = here;

/** A subclass of Thread is this thread itself. @internal */
export function setCurrentThread(thread: CurrentThread): void {
  current = thread;
}

/** This thread, whoever it stands for. @internal */
export function ownInfo(): CurrentThread {
  return here;
}

/**
 * The thread in which this is called: always the same object in it. In a thread with a class of its own it is that one's
 * `this`. A worker that Heddle did not start is called `foreign`, and is a daemon.
 * @example currentThread().name;
 * Python: threading.current_thread.
 */
export function currentThread(): CurrentThread {
  return current;
}
