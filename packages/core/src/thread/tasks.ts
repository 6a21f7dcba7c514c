import { InvalidArgumentError } from '../errors.ts';
import { show } from '../show.ts';
import { useStageThreads } from '../queue/stage.ts';
import { registerErrorClass } from '../wire/error.ts';
import {
  bare,
  factories,
  ids,
  isErrorClass,
  modules,
  referenceOf,
  references,
  type TaskMap,
  type Tasks,
} from './known-tasks.ts';
import { startThreads } from './stage-threads.ts';

export type { Listed, TargetFunction, TaskMap, Tasks, ThreadTarget } from './known-tasks.ts';

/**
 * Names the functions of a module that threads may run. The worker imports the module by `url`, so what it does besides
 * belongs behind `if (isMainThread)`. The functions stay callable as they are; a class of errors in the map arrives as itself, and
 * objects of a subclass of Thread run there.
 * @example export const bank = tasks('bank', import.meta.url, { deposit(lock: Lock) { … } });
 * @throws InvalidArgumentError if another module has that id, `url` is no address, or something in the map is no function.
 * Python: functions at the top of a module.
 */
export function tasks<M extends TaskMap>(id: string, url: string, map: M): Tasks<M> {
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
  // A path is none; `C:` is no scheme.
  if (!/^[a-z][a-z0-9+.-]+:/i.test(url)) {
    throw new InvalidArgumentError(
      `tasks(${show(id)}): the second argument must be import.meta.url, where threads find the module, got ${show(url)}`,
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
  // Whoever names tasks has threads for them, the stages of a pipeline among them.
  useStageThreads({ isTask: (fn) => referenceOf(fn) !== undefined, start: startThreads });
  ids.set(map, id);
  for (const [key, value] of Object.entries(map)) {
    if (isErrorClass(value)) registerErrorClass(value, `${id}.${key}`);
    else references.set(value, { id, key, url });
  }
  return map as Tasks<M>;
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
