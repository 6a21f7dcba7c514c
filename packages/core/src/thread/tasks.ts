import { InvalidArgumentError } from '../errors.ts';
import { show } from '../operation/operation.ts';
import { registerErrorClass } from '../wire/error.ts';

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
}

interface TaskModule {
  readonly url: string;
  readonly map: TaskMap;
}

const modules: Map<string, TaskModule> = /* @__PURE__ */ new Map();
const references: WeakMap<object, TaskReference> = /* @__PURE__ */ new WeakMap();
const ids: WeakMap<TaskMap, string> = /* @__PURE__ */ new WeakMap();
const factories: Map<string, () => unknown> = /* @__PURE__ */ new Map();

/**
 * Names the functions of a module that threads may run. The worker imports the module by `url`, so what it does besides
 * belongs behind `if (isMainThread)`. The functions stay callable as they are; a class of errors in the map arrives as itself.
 * @example export const bank = tasks('bank', import.meta.url, { deposit(lock: Lock) { … } });
 * @throws InvalidArgumentError if another module has that id, or something in the map is no function.
 * Python: functions at the top of a module.
 */
export function tasks<M extends TaskMap>(id: string, url: string, map: M): M {
  if (
    typeof id !== 'string' ||
    id === '' ||
    typeof url !== 'string' ||
    typeof map !== 'object' ||
    map === null
  ) {
    throw new InvalidArgumentError(
      `tasks: needs an id, import.meta.url and an object of functions, got ${show(id)}, ${show(url)}, ${show(map)}`,
    );
  }
  for (const [key, value] of Object.entries(map)) {
    if (typeof value !== 'function') {
      throw new InvalidArgumentError(
        `tasks(${show(id)}): ${key} must be a function, got ${show(value)}`,
      );
    }
  }
  const before = modules.get(id);
  // The same module under another query is the same file again, as hot reloading does it.
  if (before !== undefined && bare(before.url) !== bare(url)) {
    throw new InvalidArgumentError(
      `tasks: the id ${show(id)} is taken by ${before.url}; an id is one module's in the whole program`,
    );
  }
  modules.set(id, { url, map });
  ids.set(map, id);
  for (const [key, value] of Object.entries(map)) {
    if (isErrorClass(value)) registerErrorClass(value, `${id}.${key}`);
    else references.set(value, { id, key, url });
  }
  return map;
}

/**
 * Says how a bundled application makes a worker that knows these tasks: bundlers see the module's URL in this form only.
 * @example bindWorker(bank, () => new Worker(new URL('./bank.ts', import.meta.url), { type: 'module' }));
 * @throws InvalidArgumentError if the first is not what `tasks` returned, or the second no function.
 */
export function bindWorker(map: TaskMap, factory: () => unknown): void {
  const id = ids.get(map);
  if (id === undefined || typeof factory !== 'function') {
    throw new InvalidArgumentError(
      `bindWorker: needs what tasks() returned and a function that makes a Worker, got ${show(map)}, ${show(factory)}`,
    );
  }
  factories.set(id, factory);
}

/** @internal */
export function referenceOf(target: unknown): TaskReference | undefined {
  return typeof target === 'function' ? references.get(target) : undefined;
}

/** @internal */
export function factoryOf(id: string): (() => unknown) | undefined {
  return factories.get(id);
}

/** @internal */
export function taskOf({ id, key }: TaskReference): TargetFunction | undefined {
  const map = modules.get(id)?.map;
  if (map === undefined || !Object.hasOwn(map, key) || isErrorClass(map[key]!)) return undefined;
  return map[key] as TargetFunction;
}

/** @internal */
export function isKnown(id: string): boolean {
  return modules.has(id);
}

/** The tasks that this thread knows, as messages list them. @internal */
export function knownTasks(): string[] {
  return [...modules].flatMap(([id, { map }]) => Object.keys(map).map((key) => `${id}.${key}`));
}

function isErrorClass(value: unknown): value is abstract new (...args: never[]) => Error {
  return typeof value === 'function' && value.prototype instanceof Error;
}

function bare(url: string): string {
  return url.replace(/[?#].*$/, '');
}
