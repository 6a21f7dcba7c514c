import { agentIfAny } from '../memory/agent.ts';
import type { Memory } from '../memory/memory.ts';
import { isRunning, listed, nameOf, type Listed } from '../memory/roster.ts';
import { currentThread, type ThreadInfo } from './current.ts';
import { aliveThreads } from './thread.ts';

/**
 * The program's first thread: the page's or the process' own.
 * @example mainThread().alive;
 * Python: threading.main_thread.
 */
export function mainThread(): ThreadInfo {
  const here = currentThread();
  if (here.isMain) return here;
  return others().find(({ isMain }) => isMain) ?? unseenMain;
}

/**
 * The threads that are alive: the main one first, this one among them, none that was not started or has ended. Those that
 * this thread has started are the `Thread` objects themselves. With shared memory it tells of all threads of the program,
 * workers that Heddle did not start as soon as they have used `fromHandle`; without it, of the main thread, this one, and
 * those that this one has started.
 * @example for (const thread of threads()) console.log(thread.name, thread.daemon);
 * Python: threading.enumerate; threading.active_count() is `threads().length`.
 */
export function threads(): ThreadInfo[] {
  const here = currentThread();
  const own = aliveThreads();
  const known = new Set<number | undefined>([here, ...own].map(({ ident }) => ident));
  const rest = others().filter(({ ident }) => !known.has(ident));
  if (!here.isMain && !rest.some(({ isMain }) => isMain)) rest.push(unseenMain);
  return [here, ...own, ...rest].toSorted(byIdent);
}

function others(): ThreadInfo[] {
  const agent = agentIfAny();
  if (agent === undefined) return [];
  const { memory, thread } = agent;
  return listed(memory)
    .filter((one) => one.thread !== thread)
    .map((one) => seen(memory, one));
}

/** A thread that this one did not start, by what its slot says; own getters, so that a copy has what they gave. */
function seen(memory: Memory, one: Listed): ThreadInfo {
  let last = nameOf(memory, one);
  return {
    get name() {
      return isRunning(memory, one) ? (last = nameOf(memory, one)) : last;
    },
    ident: one.ident,
    isMain: one.ident === 1,
    daemon: one.daemon,
    get alive() {
      return isRunning(memory, one);
    },
  };
}

/** A timer that has not fired has no ident yet. */
function byIdent(a: ThreadInfo, b: ThreadInfo): number {
  return (a.ident ?? Infinity) - (b.ident ?? Infinity) || 0;
}

/** Without shared memory nothing more is known of it. */
const unseenMain: ThreadInfo = {
  name: 'main',
  ident: 1,
  isMain: true,
  daemon: false,
  alive: true,
};
