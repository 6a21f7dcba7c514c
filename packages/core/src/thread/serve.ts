import { Task } from '../coroutine/task.ts';
import {
  CannotSendError,
  InvalidHandleError,
  TaskNotFoundError,
  ThreadStartError,
} from '../errors.ts';
import { Agent, joinMemory } from '../memory/agent.ts';
import { Memory } from '../memory/memory.ts';
import type { ParentLink } from '../platform.ts';
import { platform } from '../realm.ts';
import { decode, encode, type Wired } from '../wire/value.ts';
import { enterThread } from './current.ts';
import { isHeddle, protocolVersion, type Answer, type Start } from './protocol.ts';
import { enableSharing } from './sharing.ts';
import { isKnown, knownTasks, taskOf, type TargetFunction, type TaskReference } from './tasks.ts';

let serving = false;

/** Lets this worker be a thread: passive until its creator's start message comes. Adapters call it in their workers. */
export function serveThread(): void {
  const { parent } = platform();
  if (parent === undefined || serving) return;
  serving = true;
  parent.onMessage((message) => {
    if (isHeddle(message) && message.type === 'start') void runThread(parent, message as Start);
  });
}

async function runThread(parent: ParentLink, start: Start): Promise<void> {
  const answer = (type: Answer['type'], body: object): void =>
    parent.send({ heddle: protocolVersion, type, ...body });
  try {
    const [target, args] = await prepare(start);
    answer('started', {});
    const [type, body] = await outcomeOf(target, args, start);
    try {
      answer(type, body);
    } catch (error) {
      // Data that encode lets through and this runtime's structured clone refuses, such as a host's own object.
      answer('threw', {
        error: sendable(new CannotSendError('result', String(error), { cause: error })),
      });
    }
  } catch (error) {
    answer('failed', { error: sendable(error) });
  }
  parent.close();
}

/** Everything that must be right before the target runs. */
async function prepare(start: Start): Promise<[TargetFunction, unknown[]]> {
  if (start.heddle !== protocolVersion) {
    throw new ThreadStartError(
      `the thread speaks version ${protocolVersion} of the protocol, its creator ${start.heddle}; use one version of Heddle`,
    );
  }
  const { task, bound, name, ident, memory } = start;
  enterThread(name, ident, `${task.id}.${task.key}`);
  if (memory !== undefined) joinMemory(new Agent(new Memory(memory.buffer), memory.thread));
  const target = await find(task, name, bound);
  enableSharing();
  const args = decode(start.args);
  if (!Array.isArray(args)) throw new InvalidHandleError('the start message has no arguments');
  return [target, args];
}

async function find(task: TaskReference, name: string, bound: boolean): Promise<TargetFunction> {
  // In a bundle the URL is that of the creator's own file, which must not run here a second time.
  if (!isKnown(task.id) && !bound) {
    try {
      await import(/* @vite-ignore */ /* webpackIgnore: true */ task.url);
    } catch (error) {
      throw new ThreadStartError(
        `thread ${JSON.stringify(name)} could not load the module of ${task.id}.${task.key}, ${task.url}: ${String(error)}; ` +
          'a bundled application names the worker that has it with bindWorker(…)',
        { cause: error },
      );
    }
  }
  const target = taskOf(task);
  if (target !== undefined) return target;
  const known = knownTasks();
  throw new TaskNotFoundError(
    `thread ${JSON.stringify(name)} does not know the task ${task.id}.${task.key}; ` +
      `it knows ${known.length === 0 ? 'none' : known.join(', ')}. ` +
      (bound
        ? `The factory given to bindWorker(…) must make a worker of the module that calls tasks(${JSON.stringify(task.id)}, …)`
        : `Loaded: ${task.url}. In a bundled application call bindWorker(…) with the module that calls tasks(${JSON.stringify(task.id)}, …)`),
  );
}

async function outcomeOf(
  target: TargetFunction,
  args: unknown[],
  { task }: Start,
): Promise<[Answer['type'], { value: Wired } | { error: Wired }]> {
  try {
    const value = await new Task(
      target as (...args: unknown[]) => unknown,
      args,
      `${task.id}.${task.key}`,
      undefined,
    );
    return ['returned', { value: encode(value, 'result') }];
  } catch (error) {
    return ['threw', { error: sendable(error) }];
  }
}

/** An error whose own parts cannot cross is told as text: it must arrive. */
function sendable(error: unknown): Wired {
  try {
    return encode(error, 'error');
  } catch {
    return encode(new Error(String(error)), 'error');
  }
}
