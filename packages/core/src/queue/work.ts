import { isAsyncGenerator, isGenerator } from '../coroutine/generator.ts';
import { currentTask, type Coroutine, type Task } from '../coroutine/task.ts';
import type { TaskGroup } from '../coroutine/task-group.ts';
import { CancelledError, InvalidArgumentError, InvalidStateError } from '../errors.ts';
import { Operation } from '../operation/operation.ts';
import { Channel } from './channel.ts';
import { isEnd } from './each.ts';
import { Sequence } from './sequence.ts';
import { stageThreads, type Calls, type Stage } from './stage.ts';

/** Starts the workers of a stage, who send their results to `output`, and gives where its items go. */
export function startStage<A, B>(
  group: TaskGroup,
  stage: Stage<A, B>,
  output: Channel<B>,
): Channel<A> {
  const { name } = stage;
  const calls = stage.threads ? stageThreads!.start(group, stage) : callsHere(group, stage);
  const { callers } = calls;
  const input = new Channel<A>({ capacity: calls.capacity, name });
  const sequence = stage.ordered && callers > 1 ? new Sequence(name) : undefined;
  let left = callers;
  const worker = function* (): Coroutine<void> {
    yield* work(calls, stage, input, output, sequence);
    if (--left > 0) return;
    calls.end();
    output.close();
  };
  for (let i = 1; i <= callers; i++) {
    group.spawn({ target: worker, name: callers === 1 ? name : `${name}-${i}` });
  }
  return input;
}

function callsHere<A, B>(group: TaskGroup, stage: Stage<A, B>): Calls<A, B> {
  return {
    callers: stage.workers,
    capacity: stage.buffer,
    call: (item) => resultOf(group, stage, item),
    end() {},
  };
}

function* work<A, B>(
  calls: Calls<A, B>,
  stage: Stage<A, B>,
  input: Channel<A>,
  output: Channel<B>,
  sequence: Sequence | undefined,
): Coroutine<void> {
  for (;;) {
    // Receivers are served in the order in which they ask, so the place taken here is that of the item.
    const place = sequence?.take();
    let item: A;
    try {
      item = yield* input.receive();
    } catch (error) {
      if (isEnd(input, error)) return;
      throw error;
    }
    const result = yield* calls.call(item);
    // The function was told in the worker's place, and came to a result all the same: nobody is there for it any more.
    if (currentTask()!.cancelling > 0) throw cancelled(stage);
    if (place !== undefined) yield* sequence!.reach(place);
    yield* output.send(result);
    sequence?.pass();
  }
}

const AsyncFunction: unknown = /* @__PURE__ */ Object.getPrototypeOf(async function () {});

function* resultOf<A, B>(group: TaskGroup, stage: Stage<A, B>, item: A): Coroutine<B> {
  const { fn } = stage;
  if (Object.getPrototypeOf(fn) === AsyncFunction) {
    return yield* taskOf(group, stage, fn as (item: A) => PromiseLike<B>, item);
  }
  const result = fn(item);
  if (isGenerator(result)) return yield* result as Coroutine<B>;
  if (result instanceof Operation) return yield* result as Operation<B>;
  if (typeof (result as PromiseLike<B> | undefined)?.then === 'function') {
    return yield* taskOf(group, stage, itself<B>, result as PromiseLike<B>);
  }
  if (isAsyncGenerator(result)) {
    throw new InvalidArgumentError(
      `stage ${JSON.stringify(stage.name)} is an async function*, which gives no result; make it an async function, or a function* that waits with yield*`,
    );
  }
  return result as B;
}

function itself<B>(promise: PromiseLike<B>): PromiseLike<B> {
  return promise;
}

/**
 * A promise cannot be called off. As a task of its own the function that made it hears of that where a runtime can do so,
 * and the group waits for its end.
 */
function taskOf<A, B>(
  group: TaskGroup,
  stage: Stage<never, B>,
  target: (arg: A) => PromiseLike<B>,
  arg: A,
): Task<B> {
  try {
    return group.spawn({ target, args: [arg], name: stage.name, eager: true });
  } catch (error) {
    // The group takes none while it calls off its tasks, of which the caller is one.
    if (error instanceof InvalidStateError) {
      throw cancelled(stage, error);
    }
    throw error;
  }
}

function cancelled(stage: Stage<never, unknown>, cause?: unknown): CancelledError {
  return new CancelledError(`stage ${JSON.stringify(stage.name)} was cancelled`, { cause });
}
