import { InvalidArgumentError } from '../errors.ts';
import { show } from '../show.ts';
import { addObserver } from '../wait/observe.ts';

/** Where tasks were spawned, and where tasks and waits began to wait. */
const spawned = new WeakMap<object, readonly string[]>();
const waiting = new WeakMap<object, readonly string[]>();
let stop: (() => void) | undefined;

/**
 * From now on each task keeps from where it was spawned and where it waits, for `dump()` and for what a program says in
 * which nothing can run any more. It costs some microseconds for each spawn and wait, so it is off until asked for.
 * @example captureStacks(true);
 * @throws InvalidArgumentError if `on` is no boolean.
 * Python: asyncio's debug mode.
 */
export function captureStacks(on: boolean): void {
  if (typeof on !== 'boolean') {
    throw new InvalidArgumentError(`captureStacks: needs true or false, got ${show(on)}`);
  }
  if (!on) {
    stop?.();
    stop = undefined;
    return;
  }
  stop ??= addObserver((what, subject) => {
    if (what === 'spawned') spawned.set(subject, here());
    else if (what === 'suspended' || what === 'waits') waiting.set(subject, here());
    else if (what === 'resumed') waiting.delete(subject);
  });
}

/** The lines of a stack from which the task was spawned, the innermost first; undefined: nobody asked for them then. */
export function spawnedAt(task: object): readonly string[] | undefined {
  return spawned.get(task);
}

/** The same, of where it waits. */
export function waitsAt(subject: object): readonly string[] | undefined {
  return waiting.get(subject);
}

/** Everything of Heddle's core lies in this folder. */
let own: string | undefined;

/** The frames of this moment's stack that are the user's. */
function here(): readonly string[] {
  const frames = framesOf(new Error('here'));
  own ??= folderOf(frames[0] ?? '');
  const users = frames.filter((frame) => !frame.includes(own!) && !isHosts(frame));
  // In a bundle all is one file.
  return users.length > 0 ? users : frames;
}

function framesOf({ stack = '' }: Error): string[] {
  const lines = stack.split('\n').map((line) => line.trim().replace(/^at /, ''));
  // V8 begins with the error itself.
  return lines.filter((line) => line !== '' && !line.startsWith('Error: here'));
}

/** The folder of core's modules: that of the build, or the one above this module's. */
function folderOf(frame: string): string {
  const [, folder = frame] =
    /((?:\w+:\/\/|\/|[A-Z]:\\)[^()@]*?[/\\])(?:trace[/\\])?[^/\\]+$/.exec(frame) ?? [];
  return folder;
}

function isHosts(frame: string): boolean {
  return /\b(?:node|ext|native):|<anonymous>\)?$|\[native code\]|\(native/.test(frame);
}
