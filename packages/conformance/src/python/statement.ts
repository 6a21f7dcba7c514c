import type { AbilityName } from '../abilities.ts';

/**
 * What Heddle makes of a statement: shown by these behaviours (their ids) or unit tests (`file > title > title`),
 * impossible on some runtimes for lack of what that probe looks for, different on purpose, or not looked at yet.
 */
export type State =
  | 'open'
  | { readonly shown: readonly string[] }
  | { readonly impossible: AbilityName; readonly why: string }
  | { readonly different: string; readonly shown?: readonly string[] };

/** One thing that CPython 3.13, greenlet or gevent does. */
export interface Statement {
  readonly number: number;
  readonly says: string;
  /** Where they show it, in the short forms of `sources`. */
  readonly theirs: string;
  /** What JavaScript makes of it, where it leaves a choice. */
  readonly here?: string;
  readonly state: State;
}

export interface Part {
  readonly letter: string;
  readonly title: string;
  readonly statements: readonly Statement[];
}

/** The short forms in `theirs`: CPython's test files, greenlet's and gevent's; `doc` is the library reference. */
export const sources: Readonly<Record<string, string>> = {
  LT: 'Lib/test/lock_tests.py',
  TT: 'Lib/test/test_threading.py',
  TL: 'Lib/test/test_threading_local.py',
  TQ: 'Lib/test/test_queue.py',
  CF: 'Lib/test/test_concurrent_futures/',
  MP: 'Lib/test/_test_multiprocessing.py',
  AIO: 'Lib/test/test_asyncio/',
  TG: 'Lib/test/test_generators.py',
  GL: 'greenlet/tests/',
  GV: 'gevent/tests/',
};
