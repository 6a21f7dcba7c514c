import * as errors from '../errors.ts';

type ErrorClass = abstract new (...args: never[]) => Error;

interface Classes {
  readonly byName: Map<string, ErrorClass>;
  readonly names: Map<object, string>;
}

// Names say whose they are, so that an application's own TimeoutError does not arrive as Heddle's.
const registered: Map<string, ErrorClass> = /* @__PURE__ */ new Map();
const registeredNames: Map<object, string> = /* @__PURE__ */ new Map();

/**
 * Lets errors of a class arrive as instances of it. Call it in both threads, as the module of the class does.
 * @param name The same on both sides; needed where a minifier renames classes.
 * @throws InvalidArgumentError if another class has that name.
 */
export function registerErrorClass(type: ErrorClass, name: string = type.name): void {
  const before = registered.get(name);
  if (before !== undefined && before !== type) {
    throw new errors.InvalidArgumentError(
      `cannot register the error class "${name}": another one has this name; pass a name of its own as second argument`,
    );
  }
  registered.set(name, type);
  registeredNames.set(type.prototype as object, name);
}

let provided: Classes | undefined;

/** The classes of the language and of Heddle: a list that is made at the first error, not when this is imported. */
function providedClasses(): Classes {
  if (provided !== undefined) return provided;
  const byName = new Map<string, ErrorClass>();
  const names = new Map<object, string>();
  const add = (name: string, type: ErrorClass | undefined): void => {
    if (type === undefined) return;
    byName.set(name, type);
    names.set(type.prototype as object, name);
  };
  for (const name of languageErrors) add(`js:${name}`, onGlobal(name));
  for (const type of heddleErrors()) {
    add(`heddle:${(type.prototype as Error).name}`, type);
  }
  add('js:DOMException', onGlobal('DOMException'));
  return (provided = { byName, names });
}

const languageErrors = [
  'Error',
  'AggregateError',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'SuppressedError',
  'TypeError',
  'URIError',
];

// One by one, so that what this file needs is to be seen; a test compares the list with the exports.
function heddleErrors(): ErrorClass[] {
  return [
    errors.AbandonedLockError,
    errors.BlockingNotAllowedError,
    errors.BrokenBarrierError,
    errors.BrokenExecutorError,
    errors.CancelledError,
    errors.CannotSendError,
    errors.CorruptedError,
    errors.DeadlockError,
    errors.ExecutorFullError,
    errors.InvalidArgumentError,
    errors.InvalidHandleError,
    errors.InvalidStateError,
    errors.LockOrderError,
    errors.MemoryFullError,
    errors.NoOwnerError,
    errors.NoSchedulerError,
    errors.NoValueError,
    errors.NotOwnerError,
    errors.NotSupportedError,
    errors.OverReleaseError,
    errors.PlatformError,
    errors.ShutDownError,
    errors.SpentGuardError,
    errors.TaskDoneError,
    errors.TaskGroupError,
    errors.TaskNotFoundError,
    errors.ThreadDiedError,
    errors.ThreadStartError,
    errors.TimeoutError,
  ];
}

function onGlobal(name: string): ErrorClass | undefined {
  return (globalThis as Record<string, unknown>)[name] as ErrorClass | undefined;
}

/** The names of an error's class and of those above it, nearest first. */
export function classNames(error: object): string[] {
  const { names } = providedClasses();
  const result: string[] = [];
  let prototype = Object.getPrototypeOf(error) as object | null;
  while (prototype !== null && prototype !== Object.prototype && result.length < 32) {
    const own = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown;
    const name =
      names.get(prototype) ??
      `user:${registeredNames.get(prototype) ?? (typeof own === 'function' ? own.name : '')}`;
    if (name !== 'user:') result.push(name);
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return result;
}

/** The class that is known here under a name that `classNames` gave. */
export function constructorNamed(name: string): ErrorClass | undefined {
  const { byName } = providedClasses();
  if (!name.startsWith('user:')) return byName.get(name);
  const bare = name.slice('user:'.length);
  // An error of the language from another realm has only its name in common with the one here.
  return registered.get(bare) ?? byName.get(`js:${bare}`);
}

/** Is this the name of the web's own error class, which only its constructor can make? */
export function isDOMException(name: string): boolean {
  return name === 'js:DOMException' || name === 'user:DOMException';
}

export function newDOMException(message: string, name: string): Error | undefined {
  const type = onGlobal('DOMException') as
    | (new (message: string, name: string) => Error)
    | undefined;
  return type === undefined ? undefined : new type(message, name);
}

/** What `read` gives, or the other value where it throws. */
export function attempt<T>(read: () => T, otherwise: T | ((reason: unknown) => T)): T {
  try {
    return read();
  } catch (reason) {
    return typeof otherwise === 'function'
      ? (otherwise as (reason: unknown) => T)(reason)
      : otherwise;
  }
}
