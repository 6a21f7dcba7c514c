import { forYield, taskHere } from '../coroutine/block.ts';
import { startTask, type Coroutine, type Task, type TaskFunction } from '../coroutine/task.ts';
import { TaskGroup } from '../coroutine/task-group.ts';
import { InvalidArgumentError, TaskGroupError } from '../errors.ts';
import { show } from '../operation/operation.ts';
import { Channel } from './channel.ts';
import { forEach } from './each.ts';
import { Results } from './results.ts';
import { feed, requireSource, type Source } from './source.ts';
import { Stage } from './stage.ts';
import { startStage } from './work.ts';

/** A function that is called with each item, and gives the result or comes to it; or what `stage` makes of one. */
export type Step<A, B> = TaskFunction<[A], B> | Stage<A, B>;

/** What comes out of the last stage of a `pipeline`; each use of it is a run of its own. */
export class Pipeline<T> implements AsyncIterable<T, void, void> {
  readonly #source: Source<unknown>;
  readonly #stages: readonly Stage<unknown, unknown>[];

  /** @internal */
  constructor(source: Source<unknown>, stages: readonly Stage<unknown, unknown>[]) {
    this.#source = source;
    this.#stages = stages;
  }

  /**
   * Calls `body` with each result, for a coroutine; a generator function runs as part of it.
   * @example yield* words.forEach((word) => console.log(word));
   * @throws what the source, a stage or `body` throws; InvalidArgumentError if `body` is no function, or an async one.
   */
  forEach(body: (result: T) => Coroutine<void> | void): Coroutine<void> {
    const out = new Channel<T>({ name: 'results' });
    // `describe` is for messages of what `body` did wrong.
    const results = {
      get closed() {
        return out.closed;
      },
      _get: () => out.receive(),
      describe: () => 'a pipeline',
    };
    return forYield(this.#run(out, forEach(results, body)), 'forEach of a pipeline');
  }

  /**
   * All results, once all are there.
   * @throws what the source or a stage throws.
   */
  collect(): Task<T[]> {
    return startTask(() => this.#collect(), [], 'collect');
  }

  /**
   * Runs it to its end, and lets the results go.
   * @throws what the source or a stage throws.
   */
  drain(): Task<void> {
    return startTask(() => this.forEach(() => {}), [], 'drain');
  }

  /** `for await (const result of pipeline)`: a loop that is left ends all that works for it. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, void, void> {
    const out = new Channel<T>({ name: 'results' });
    return new Results(out, () => this.#run(out));
  }

  *#collect(): Coroutine<T[]> {
    const all: T[] = [];
    yield* this.forEach((result) => void all.push(result));
    return all;
  }

  /** Sends all results to `out` until nothing of it runs any more. */
  *#run(out: Channel<T>, body?: Coroutine<void>): Coroutine<void> {
    taskHere('forEach of a pipeline');
    const start = (group: TaskGroup): void => this.#start(group, out);
    try {
      yield* new TaskGroup({ name: 'pipeline' }).run(function* (group) {
        start(group);
        if (body !== undefined) yield* body;
      });
    } catch (error) {
      // The first failure is what the others were ended for.
      throw error instanceof TaskGroupError ? error.errors[0] : error;
    } finally {
      out._shutdown(true);
    }
  }

  #start(group: TaskGroup, out: Channel<T>): void {
    let next = out as Channel<unknown>;
    for (const stage of this.#stages.toReversed()) next = startStage(group, stage, next);
    const source = this.#source;
    const first = next;
    group.spawn({
      name: 'source',
      *target() {
        const give = (item: unknown) => first.send(item);
        if (source instanceof Pipeline) {
          yield* source.forEach(function* (item) {
            yield* give(item);
          });
        } else yield* feed(source, give);
        first.close();
      },
    });
  }
}

/**
 * Items go from the source through the stages, each of which works beside the others. A stage takes no more than it has
 * room for, so a slow one holds up those before it, and nothing runs before a result is asked for. The first failure,
 * of the source or of a stage, ends all of it and is what comes out; leaving it early ends all of it too. What an async
 * iterator was asked for at that moment is not waited for: it is told by `return()`.
 * @example
 * const pages = pipeline(urls, stage(download, { workers: 8 }), parse);
 * for await (const page of pages) console.log(page.title);
 * @throws InvalidArgumentError for a source that cannot be iterated, or a stage that is no function.
 * Go: goroutines joined by channels.
 */
export function pipeline<A>(source: Source<A>): Pipeline<A>;
export function pipeline<A, B>(source: Source<A>, first: Step<NoInfer<A>, B>): Pipeline<B>;
export function pipeline<A, B, C>(
  source: Source<A>,
  first: Step<NoInfer<A>, B>,
  second: Step<B, C>,
): Pipeline<C>;
export function pipeline<A, B, C, D>(
  source: Source<A>,
  first: Step<NoInfer<A>, B>,
  second: Step<B, C>,
  third: Step<C, D>,
): Pipeline<D>;
export function pipeline<A, B, C, D, E>(
  source: Source<A>,
  first: Step<NoInfer<A>, B>,
  second: Step<B, C>,
  third: Step<C, D>,
  fourth: Step<D, E>,
): Pipeline<E>;
export function pipeline<A, B, C, D, E, F>(
  source: Source<A>,
  first: Step<NoInfer<A>, B>,
  second: Step<B, C>,
  third: Step<C, D>,
  fourth: Step<D, E>,
  fifth: Step<E, F>,
): Pipeline<F>;
export function pipeline<A, B, C, D, E, F, G>(
  source: Source<A>,
  first: Step<NoInfer<A>, B>,
  second: Step<B, C>,
  third: Step<C, D>,
  fourth: Step<D, E>,
  fifth: Step<E, F>,
  sixth: Step<F, G>,
): Pipeline<G>;
export function pipeline<A, B, C, D, E, F, G, H>(
  source: Source<A>,
  first: Step<NoInfer<A>, B>,
  second: Step<B, C>,
  third: Step<C, D>,
  fourth: Step<D, E>,
  fifth: Step<E, F>,
  sixth: Step<F, G>,
  seventh: Step<G, H>,
): Pipeline<H>;
export function pipeline<A, B, C, D, E, F, G, H, I>(
  source: Source<A>,
  first: Step<NoInfer<A>, B>,
  second: Step<B, C>,
  third: Step<C, D>,
  fourth: Step<D, E>,
  fifth: Step<E, F>,
  sixth: Step<F, G>,
  seventh: Step<G, H>,
  eighth: Step<H, I>,
): Pipeline<I>;
export function pipeline(
  source: Source<unknown>,
  ...steps: readonly Step<unknown, unknown>[]
): Pipeline<unknown> {
  requireSource(source);
  return new Pipeline(source, steps.map(stageOf));
}

function stageOf(step: Step<unknown, unknown>, index: number): Stage<unknown, unknown> {
  if (step instanceof Stage) return step;
  if (typeof step === 'function') return new Stage(step);
  throw new InvalidArgumentError(
    `pipeline: stage ${index + 1} must be a function, or stage(function, { … }), got ${show(step)}`,
  );
}
