import { startTask, type Coroutine, type Task } from '../coroutine/task.ts';
import { CancelledError } from '../errors.ts';
import type { Channel } from './channel.ts';
import { isEnd } from './each.ts';

/** The results of a pipeline for `for await`. The pipeline begins with the first that is asked for. */
export class Results<T> implements AsyncIterableIterator<T, void, void> {
  readonly #out: Channel<T>;
  readonly #run: () => Coroutine<void>;
  #running: Task<void> | undefined;
  #isOver = false;

  /** `run` sends to `out`, and shuts it down at its end. */
  constructor(out: Channel<T>, run: () => Coroutine<void>) {
    this.#out = out;
    this.#run = run;
  }

  async next(): Promise<IteratorResult<T, void>> {
    if (this.#isOver) return { done: true, value: undefined };
    this.#begin();
    try {
      return { done: false, value: await this.#out.receive() };
    } catch (error) {
      // `for await` calls no `return` after a failure: whoever waited here was cancelled.
      if (!isEnd(this.#out, error)) {
        await this.return();
        throw error;
      }
    }
    return await this.#end();
  }

  /** The loop was left: so is all that works for it. */
  async return(): Promise<IteratorResult<T, void>> {
    this.#isOver = true;
    this.#running?.cancel('the loop over its results was left');
    return await this.#end();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #begin(): void {
    if (this.#running !== undefined) return;
    const running = (this.#running = startTask(this.#run, [], 'pipeline'));
    running._observe({ settled: () => running._looked() }); // its failure is that of the next result
  }

  async #end(): Promise<IteratorReturnResult<void>> {
    try {
      await this.#running;
    } catch (error) {
      if (!(this.#isOver && error instanceof CancelledError)) throw error;
    } finally {
      this.#isOver = true;
    }
    return { done: true, value: undefined };
  }
}
