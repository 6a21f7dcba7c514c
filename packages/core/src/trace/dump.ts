import { liveTasks, root } from '../coroutine/scope.ts';
import { Task, type TaskState } from '../coroutine/task.ts';
import { awaitedOutside, type Operation } from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import { blocked } from '../wait/blocked.ts';
import { turn } from '../wait/current.ts';
import { enclosing, thisThread } from '../wait/holder.ts';
import { printDump } from './print.ts';
import { spawnedAt, waitsAt } from './stacks.ts';

/** One wait, as it stands. */
export interface DumpedWait {
  /** What is being done: `get of queue "jobs"`. */
  readonly what: string;
  /** Why it has not ended, as far as that is known: who holds the lock, and what that one waits for. */
  readonly why: string | undefined;
  /** How many turns of the loop ago it began; undefined: that is not known. */
  readonly turns: number | undefined;
  /** A timeout or a signal can end it. */
  readonly limited: boolean;
  /** From where, the innermost frame first, if `captureStacks(true)` was called before and it is in the program's own code. */
  readonly at: readonly string[] | undefined;
}

/** One task that has not ended. */
export interface DumpedTask {
  readonly name: string;
  readonly state: TaskState;
  /** What it waits for, of what Heddle knows: none of an async function that awaits something else. */
  readonly waits: readonly DumpedWait[];
  /** The group that it belongs to. */
  readonly group: string | undefined;
  readonly daemon: boolean;
  /** As of a wait. */
  readonly spawnedAt: readonly string[] | undefined;
  /** Those that it has spawned. */
  readonly children: readonly DumpedTask[];
}

/** All that a thread does and waits for, at the moment of the call; `toString()` gives it as a tree for people. */
export class Dump {
  /** The thread's name, and its task if it has one. */
  readonly thread: string;
  /** The tasks whose spawners have ended, or are none; their children are below them. */
  readonly tasks: readonly DumpedTask[];
  /** What is awaited outside of all tasks, such as at a program's top level: the last 64. */
  readonly outside: readonly DumpedWait[];
  /** The blocking call that stops the whole thread. */
  readonly blocked: DumpedWait | undefined;

  /** @internal */
  constructor() {
    this.thread = thisThread.describe();
    this.tasks = tree();
    this.outside = awaitedOutside()
      .filter((operation) => !(operation instanceof Task)) // that is listed itself
      .map(dumpWait);
    const { verb, target } = blocked;
    this.blocked = target && {
      what: `${verb} ${target.describe()}`,
      why: target.explain?.(),
      turns: undefined,
      limited: false,
      at: undefined,
    };
  }

  /** How many tasks there are. */
  get size(): number {
    let count = 0;
    for (const left = [...this.tasks]; left.length > 0; count++) left.push(...left.pop()!.children);
    return count;
  }

  toString(): string {
    return printDump(this);
  }
}

/**
 * What this thread does and waits for: its tasks as a tree of who spawned whom, with the state of each, what it waits for,
 * who holds that, and from where if `captureStacks(true)` was called before.
 * @example console.log(String(dump()));
 * Python: `python -m asyncio pstree`, asyncio.all_tasks; gevent.util.print_run_info.
 */
export function dump(): Dump {
  return new Dump();
}

interface Node extends DumpedTask {
  readonly children: DumpedTask[];
}

function tree(): DumpedTask[] {
  const nodes = new Map<Task<unknown>, Node>();
  for (const task of liveTasks()) if (!isRun(task)) nodes.set(task, dumpTask(task));
  const top: DumpedTask[] = [];
  for (const [task, node] of nodes) {
    const above = task._spawner === undefined ? undefined : nodes.get(task._spawner);
    (above?.children ?? top).push(node);
  }
  return top;
}

/** The task by which `run` waits for its main one, and then for what that has left: no part of the program. */
function isRun(task: Task<unknown>): boolean {
  const awaited = task._waitsFor;
  return (
    task.name === 'run' &&
    task._scope === root &&
    awaited instanceof Task &&
    awaited._scope !== root &&
    awaited._scope.describe() === undefined
  );
}

function dumpTask(task: Task<unknown>): Node {
  return {
    name: task.name,
    state: task === enclosing() ? 'running' : task.state,
    waits: task._allWaits.map((operation) => ({
      ...dumpWait(operation),
      // The wait's own first: an async function suspends in a microtask, where none of its lines is on the stack.
      at: at(operation) ?? waitsAt(task),
    })),
    group: task._scope === root ? undefined : task._scope.describe(),
    daemon: task._isDaemon,
    spawnedAt: spawnedAt(task),
    children: [],
  };
}

function dumpWait(operation: Operation<unknown>): DumpedWait {
  const wait = operation instanceof Pending ? operation : undefined;
  return {
    what: operation._describe(),
    why: wait?.target.explain?.(),
    turns: wait && turn - wait.turn,
    limited: wait?.finite ?? false,
    at: at(operation),
  };
}

/** From where this is waited for; what is kept of a task is where it waits itself. */
function at(operation: Operation<unknown>): readonly string[] | undefined {
  return operation instanceof Task ? undefined : waitsAt(operation);
}
