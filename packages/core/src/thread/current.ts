import { platform } from '../realm.ts';
import { thisThread } from '../wait/holder.ts';

/** A thread, as it can be seen from within. */
export interface ThreadInfo {
  readonly name: string;
  /** A number that no other thread of the program has; the main thread's is 1. */
  readonly ident: number;
  readonly isMain: boolean;
  /** The program does not wait for its end; the threads that it starts are daemons too unless they are told otherwise. */
  readonly daemon: boolean;
}

let started: Omit<ThreadInfo, 'isMain'> | undefined;

/** @internal */
export function enterThread(info: Omit<ThreadInfo, 'isMain'>, target: string | undefined): void {
  started = info;
  thisThread.name = info.name;
  thisThread.target = target;
}

/** Is it one that Heddle has started? @internal */
export function isThread(): boolean {
  return started !== undefined;
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

/** @internal */
export function isLoading(): boolean {
  return loading;
}

/** The thread in which this is called. Python: threading.current_thread. */
export function currentThread(): ThreadInfo {
  return started === undefined
    ? { name: thisThread.name, ident: 1, isMain: platform().isMainThread, daemon: false }
    : { ...started, isMain: false };
}
