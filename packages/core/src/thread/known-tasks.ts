import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine, TaskFunction } from '../coroutine/task.ts';
import { callEach, type StageArguments } from './call-each.ts';

/** A function that a thread can run: plain, async, or a generator function. */
export type TargetFunction = (...args: never[]) => unknown;

/** What a task module may name: functions, and classes of errors that shall arrive as themselves. */
export type TaskMap = Record<string, TargetFunction | (abstract new (...args: never[]) => Error)>;

/** Where a task is to be found: the same in every thread. */
export interface TaskReference {
  readonly id: string;
  readonly key: string;
  /** Where unbundled code finds the module. */
  readonly url: string;
  /** It is to be called with each item of a stage; see `eachOf`. */
  readonly each?: true;
  /** It is to be called with each of several items; see `inChunks`. */
  readonly chunk?: true;
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

/** @internal */
export function taskOf({ id, key, each, chunk }: TaskReference): TargetFunction | undefined {
  const map = modules.get(id)?.map;
  if (map === undefined || !Object.hasOwn(map, key) || isErrorClass(map[key]!)) return undefined;
  const task = map[key] as TargetFunction;
  if (chunk === true) return inChunks(task);
  return each === true ? callingEach(task) : task;
}

/** A task of a stage as what its thread runs. @internal */
export function eachOf<A, B>(fn: TaskFunction<[A], B>): CallingEach<A, B> {
  const target = callingEach(fn);
  references.set(target, { ...references.get(fn)!, each: true });
  return target;
}

type CallingEach<A, B> = (...args: StageArguments<A, B>) => Coroutine<void>;

function callingEach<A, B>(fn: TaskFunction<[A], B>): CallingEach<A, B> {
  return (...args) => callEach(fn, ...args);
}

const chunked: WeakMap<TargetFunction, CallingChunk> = /* @__PURE__ */ new WeakMap();

type CallingChunk = (items: readonly unknown[]) => Coroutine<unknown[]>;

/** A function as one that is called with several items, and gives their results; a task stays one. @internal */
export function inChunks(fn: TargetFunction): CallingChunk {
  let all = chunked.get(fn);
  if (all === undefined) {
    all = function* (items) {
      const results: unknown[] = [];
      const target = fn as TaskFunction<readonly unknown[], unknown>;
      for (const item of items) results.push(yield* spawn({ target, args: [item], eager: true }));
      return results;
    };
    Object.defineProperty(all, 'name', { value: fn.name });
    const reference = references.get(fn);
    if (reference !== undefined) references.set(all, { ...reference, chunk: true });
    chunked.set(fn, all);
  }
  return all;
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

/** An address without its query. @internal */
export function bare(url: string): string {
  return url.replace(/[?#].*$/, '');
}
