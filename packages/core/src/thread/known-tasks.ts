import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine, Task, TaskFunction } from '../coroutine/task.ts';
import { callEach, type StageArguments } from './call-each.ts';

/** A function that a thread can run: plain, async, or a generator function. */
export type TargetFunction = (...args: never[]) => unknown;

/** A class whose objects run in threads, or in processes: a subclass of Thread, or of Process. */
export type ThreadClass = abstract new (...args: never[]) => {
  readonly name: string;
  readonly alive: boolean;
  run(): unknown;
  start(): unknown;
};

/** What a task module may name: functions, classes of threads and of processes, and classes of errors that shall arrive as themselves. */
export type TaskMap = Record<
  string,
  TargetFunction | ThreadClass | (abstract new (...args: never[]) => Error)
>;

declare const listed: unique symbol;

/** What `tasks` makes of a function's type, in the type only: a thread can run it. */
export interface Listed {
  readonly [listed]: true;
}

/** A function that a thread can run, and finds. */
export type ThreadTarget = TargetFunction & Listed;

/** The functions of a module as threads take them. */
export type Tasks<M extends TaskMap> = {
  [K in keyof M]: M[K] extends TargetFunction ? M[K] & Listed : M[K];
};

/** Where a task is to be found: the same in every thread. */
export interface TaskReference {
  readonly id: string;
  readonly key: string;
  /** Where unbundled code finds the module. */
  readonly url: string;
  /** It is to be called with each item of a stage; see `eachOf`. */
  readonly each?: true;
  /** It is to be called with each of several items; see `inChunks`. */
  readonly chunk?: ChunkManner;
}

/**
 * How a function is called with several items: until one fails, or with each of them, `spread` where an item is all that one
 * call gets.
 */
export type ChunkManner = 'results' | 'outcomes' | 'spread';

/** How one of several items has ended. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/** How messages call it. */
export function titleOf({ id, key }: TaskReference): string {
  return `${id}.${key}`;
}

interface TaskModule {
  readonly url: string;
  readonly map: TaskMap;
}

/** By id. @internal */
export const modules: Map<string, TaskModule> = /* @__PURE__ */ new Map();
/** @internal */
export const references: WeakMap<object, TaskReference> = /* @__PURE__ */ new WeakMap();
/** @internal */
export const ids: WeakMap<TaskMap, string> = /* @__PURE__ */ new WeakMap();
/** @internal */
export const factories: Map<string, () => unknown> = /* @__PURE__ */ new Map();

/** @internal */
export function referenceOf(target: unknown): TaskReference | undefined {
  return typeof target === 'function' ? references.get(target) : undefined;
}

/** @internal */
export function factoryOf(id: string): (() => unknown) | undefined {
  return factories.get(id);
}

/**
 * That of a bundled application whose tasks are all of one module, before it has named one: a worker of the adapter's own
 * would know none there. Of several it would be a guess: a worker that does not know what it is asked for.
 * @internal
 */
export function onlyFactory(): (() => unknown) | undefined {
  return modules.size === 1 ? factories.values().next().value : undefined;
}

/** @internal */
export function taskOf({ id, key, each, chunk }: TaskReference): TargetFunction | undefined {
  const map = modules.get(id)?.map;
  if (map === undefined || !Object.hasOwn(map, key) || isClass(map[key])) return undefined;
  const task = map[key] as TargetFunction;
  if (chunk !== undefined) return inChunks(task, chunk);
  return each === true ? callingEach(task) : task;
}

/** @internal */
export function threadClassOf({ id, key }: TaskReference): ThreadClass | undefined {
  const map = modules.get(id)?.map;
  const type = map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
  return isThreadClass(type) ? type : undefined;
}

/** A task of a stage as what its thread runs. @internal */
export function eachOf<A, B>(fn: TaskFunction<[A], B>): CallingEach<A, B> & Listed {
  const target = callingEach(fn);
  references.set(target, { ...references.get(fn)!, each: true });
  return target as CallingEach<A, B> & Listed;
}

type CallingEach<A, B> = (...args: StageArguments<A, B>) => Coroutine<void>;

function callingEach<A, B>(fn: TaskFunction<[A], B>): CallingEach<A, B> {
  return (...args) => callEach(fn, ...args);
}

const chunked: Record<ChunkManner, WeakMap<TargetFunction, CallingChunk>> = {
  results: /* @__PURE__ */ new WeakMap(),
  outcomes: /* @__PURE__ */ new WeakMap(),
  spread: /* @__PURE__ */ new WeakMap(),
};

type CallingChunk = (items: readonly unknown[]) => Coroutine<unknown[]>;

/** A function as one that is called with several items, and gives their results; a task stays one. @internal */
export function inChunks(fn: TargetFunction, manner: ChunkManner): CallingChunk {
  let all = chunked[manner].get(fn);
  if (all === undefined) {
    const target = fn as TaskFunction<readonly unknown[], unknown>;
    all = function* (items) {
      const results: unknown[] = [];
      for (const item of items) {
        const args = manner === 'spread' ? (item as readonly unknown[]) : [item];
        const task = spawn({ target, args, eager: true });
        results.push(yield* manner === 'results' ? task : outcomeOf(task));
      }
      return results;
    };
    Object.defineProperty(all, 'name', { value: fn.name });
    const reference = references.get(fn);
    if (reference !== undefined) references.set(all, { ...reference, chunk: manner });
    chunked[manner].set(fn, all);
  }
  return all;
}

function* outcomeOf<T>(task: Task<T>): Coroutine<Outcome<T>> {
  try {
    return { value: yield* task };
  } catch (error) {
    // Whoever cancels the call means all of it.
    if (task.state === 'cancelled') throw error;
    return { error };
  }
}

/** This function stands for a task of a module that is not loaded here. @internal */
export function referTo(fn: object, reference: TaskReference): void {
  references.set(fn, reference);
}

/** @internal */
export function isKnown(id: string): boolean {
  return modules.has(id);
}

/** The tasks that this thread knows, as messages list them. @internal */
export function knownTasks(): string[] {
  return [...modules].flatMap(([id, { map }]) => Object.keys(map).map((key) => `${id}.${key}`));
}

/** @internal */
export function isErrorClass(value: unknown): value is abstract new (...args: never[]) => Error {
  return typeof value === 'function' && value.prototype instanceof Error;
}

/** @internal */
export function isThreadClass(value: unknown): value is ThreadClass {
  // By what only Thread has: this module stands below it.
  return typeof value === 'function' && typeof value.prototype?._launch === 'function';
}

function isClass(value: unknown): boolean {
  return isErrorClass(value) || isThreadClass(value);
}

/** An address without its query. @internal */
export function bare(url: string): string {
  return url.replace(/[?#].*$/, '');
}
