import { InvalidArgumentError } from '../errors.ts';
import { agentIfAny } from '../memory/agent.ts';
import { kindAt } from '../memory/allocate.ts';
import { kinds } from '../memory/layout.ts';
import { forgetTakenAt, writeTakenAt } from '../memory/taken-at.ts';
import { unlessFull } from '../memory/unless-full.ts';
import { keepCallStacks } from '../executor/call-stacks.ts';
import { currentThread } from '../thread/current.ts';
import { joinStacks } from '../wire/error.ts';
import { installedAt } from '../realm.ts';
import { show } from '../show.ts';
import { addObserver } from '../wait/observe.ts';
import type { Holder } from '../wait/holder.ts';
import { tellTakenAt } from '../wait/taken-at.ts';
import type { Waitable } from '../wait/wait.ts';

/** Where tasks were spawned, and where tasks and waits began to wait. */
const spawned = new WeakMap<object, readonly string[]>();
const waiting = new WeakMap<object, readonly string[]>();
/** Where locks were taken, by each of those who have them. */
let taken = new WeakMap<object, WeakMap<object, readonly string[]>>();
/** Where calls of executors were submitted, and the errors that have been told: a signal's reason ends many calls. */
const submitted = new WeakMap<object, readonly string[]>();
const told = new WeakSet<Error>();
let stop: (() => void) | undefined;

/**
 * From now on each task keeps from where it was spawned and where it waits, and each lock where it was taken, for `dump()`,
 * for DeadlockError, and for what a program says in which nothing can run any more; and the error of a call of an executor has
 * from where that was submitted under its own stack. In each thread that calls it. It costs some microseconds for each spawn,
 * wait, call and lock taken, so it is off until asked for.
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
    keepCallStacks(undefined);
    taken = new WeakMap(); // of what is released from now on, nobody hears
    return;
  }
  keepCallStacks({ submitted: (call) => void keep(submitted, call), failed });
  tellTakenAt((lock, by) => taken.get(lock)?.get(by));
  stop ??= addObserver((what, subject, detail) => {
    if (what === 'spawned') keep(spawned, subject);
    else if (what === 'suspended' || what === 'waits') keep(waiting, subject);
    else if (what === 'resumed') waiting.delete(subject);
    else if (what === 'acquired') tookHere(subject as Waitable, detail as Holder);
    else if (what === 'released') wasReleased(subject, detail as Holder);
  });
}

function failed(call: { describe(): string }, error: unknown): void {
  const frames = submitted.get(call);
  if (frames === undefined || !(error instanceof Error) || told.has(error)) return;
  told.add(error);
  // Engines whose frames have no `at` write `name@address`.
  const local = frames.map((frame) => (/^[^\s(]*@\w+:/.test(frame) ? frame : `    at ${frame}`));
  joinStacks(error, `${call.describe()}, submitted in ${currentThread().name}`, local.join('\n'));
}

function tookHere(lock: Waitable, by: Holder): void {
  const places = taken.get(lock) ?? new WeakMap<object, readonly string[]>();
  const frames = keep(places, by);
  if (frames === undefined) return;
  taken.set(lock, places);
  // Of readers it is the lock that says which one the others see: see rw-half.ts.
  if (lock.holder === by) unlessFull(() => tellOthers(lock, by, frames));
}

function wasReleased(lock: object, by: Holder): void {
  taken.get(lock)?.delete(by);
  tellOthers(lock);
}

/** Writes where a shared lock was taken to where other threads read it, or forgets it; only locks have a place for it. */
function tellOthers(lock: object, by?: Holder, frames?: readonly string[]): void {
  const agent = agentIfAny();
  const slot = agent?.known.slotOf(lock);
  if (slot === undefined) return;
  const kind = kindAt(agent!.memory, slot);
  if (kind !== kinds.lock && kind !== kinds.rwLock) return;
  if (frames === undefined) forgetTakenAt(agent!, slot);
  else writeTakenAt(agent!, slot, agent!.slotOf(by!), frames);
}

function keep(
  stacks: WeakMap<object, readonly string[]>,
  subject: object,
): readonly string[] | undefined {
  const frames = here();
  if (frames !== undefined) stacks.set(subject, frames);
  return frames;
}

/** The lines of a stack from which the task was spawned, the innermost first; undefined: nobody asked for them then. */
export function spawnedAt(task: object): readonly string[] | undefined {
  return spawned.get(task);
}

/** The same, of where it waits. */
export function waitsAt(subject: object): readonly string[] | undefined {
  return waiting.get(subject);
}

/** Where Heddle's modules lie, and whether the user's lie elsewhere: in a bundle all is in one place. */
interface Own {
  readonly folders: readonly string[];
  readonly isApart: boolean;
}
let own: Own | undefined;

function findOwn(): Own {
  // Two functions of core's and the adapter's module that calls them.
  const frames = framesOf(installedAt?.stack ?? stackHere()).slice(0, 3);
  const core = folderOf(frames[0] ?? '');
  const adapter = frames.find((frame) => !frame.includes(core));
  if (installedAt === undefined || adapter === undefined)
    return { folders: [core], isApart: false };
  return { folders: [core, folderOf(adapter)], isApart: true };
}

/** The frames of this moment's stack that are the user's; undefined: there are none. */
function here(): readonly string[] | undefined {
  const frames = framesOf(stackHere());
  const { folders, isApart } = (own ??= findOwn());
  const users = frames.filter((frame) => !folders.some((folder) => frame.includes(folder)));
  if (users.length > 0) return users;
  return isApart || frames.length === 0 ? undefined : frames;
}

/** The frames of this moment's stack that are the user's; undefined: nobody asked for stacks. */
export function framesHere(): readonly string[] | undefined {
  return stop === undefined ? undefined : here();
}

/** V8 keeps ten frames unless told otherwise: all of them may be Heddle's. */
const depth = 50;

function stackHere(): string {
  const before: unknown = Reflect.get(Error, 'stackTraceLimit');
  if (typeof before !== 'number') return new Error('here').stack ?? '';
  Reflect.set(Error, 'stackTraceLimit', Math.max(before, depth));
  const { stack = '' } = new Error('here');
  Reflect.set(Error, 'stackTraceLimit', before);
  return stack;
}

/** Without the host's. */
function framesOf(stack: string): string[] {
  const lines = stack.split('\n').map((line) => line.trim().replace(/^at /, ''));
  // V8 begins with the error itself.
  return lines.filter((line) => line !== '' && !line.startsWith('Error: here') && !isHosts(line));
}

/** The folder of a package's modules: that of the build, or the one above this module's. */
function folderOf(frame: string): string {
  const [, folder = frame] =
    /((?:\w+:\/\/|\/|[A-Z]:\\)[^()@]*?[/\\])(?:trace[/\\])?[^/\\]+$/.exec(frame) ?? [];
  return folder;
}

function isHosts(frame: string): boolean {
  return /\b(?:node|ext|native):|<anonymous>\)?$|\[native code\]|\(native/.test(frame);
}
