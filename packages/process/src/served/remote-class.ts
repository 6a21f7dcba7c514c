import {
  CannotSendError,
  NoOwnerError,
  NotSupportedError,
  SpentGuardError,
  type SharedArray,
} from '@heddle/core';
import {
  registerKind,
  thisThread,
  type Choice,
  type Holder,
  type Wait,
} from '@heddle/core/internal';
import { enter, tellBlocked, withdraw } from './calls.ts';
import { ask, choice, operate } from './operate.ts';
import { choiceToPut } from './remote-queue.ts';
import { remoteOf } from './remote.ts';
import type { ServedClass } from './steps.ts';
import { here } from './who.ts';

const classes = new Map<object, object>();

/** A class whose objects stand for those of another process. */
export function remoteClass<C extends object>(served: ServedClass, type: C): C {
  let made = classes.get(type) as C | undefined;
  if (made === undefined) classes.set(type, (made = makeClass(served, type as never) as never));
  return made!;
}

type AnyClass = new (...args: never[]) => object;

function makeClass(served: ServedClass, type: AnyClass): AnyClass {
  const Remote = class extends type {};
  Object.defineProperty(Remote, 'name', { value: type.name });
  const prototype = Remote.prototype as object;
  const define = (
    name: string | symbol,
    value: (this: object, ...args: never[]) => unknown,
  ): void => {
    Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
  };
  for (const step of Object.keys(served.operations ?? {})) {
    define(step, function (...args) {
      requireWho(this, step, args);
      return operate(this, step, args);
    });
  }
  for (const [name, step] of Object.entries(served.blocking ?? {})) {
    define(name, function (...args) {
      return ask(this, step, args, served.operations![step]);
    });
  }
  for (const step of served.calls ?? []) {
    define(step, function (...args) {
      requireWho(this, step, args);
      const value = ask(this, step, args, served.owners?.[step]);
      if (step === 'release' && served.hasPermits !== true) spend(this);
      else if (step === '_release') spend(this, args[0]);
      return value;
    });
  }
  for (const name of Reflect.ownKeys(served.local ?? {})) {
    const step = served.local![name] as (...given: unknown[]) => unknown;
    define(name, function (...args) {
      return step(this, ...args);
    });
  }
  for (const name of served.getters ?? []) {
    defineAccessor(prototype, name, served.settable?.includes(name) === true);
  }
  defineCommon(prototype, define);
  Object.defineProperty(prototype, 'shared', { configurable: true, get: () => true });
  forbidOthers(served, type, prototype);
  registerKind({
    id: `remote ${served.id} ${classes.size}`,
    type: Remote,
    toHandle: (object) => {
      throw new CannotSendError(
        remoteOf(object)!.title,
        'what another process serves: only the first thread of this process can use it',
      );
    },
    fromHandle: () => ({}),
  });
  return Remote;
}

/** @throws NoOwnerError */
function requireWho(object: object, step: string, [options]: readonly unknown[]): void {
  const { served, title } = remoteOf(object)!;
  if (served.asksWho?.includes(step) !== true || here() !== thisThread) return;
  if ((options as { owner?: object } | undefined)?.owner !== undefined) return;
  throw new NoOwnerError(
    `${step} of ${title}: it has to know who asks, and this flow is no task that Heddle knows; ` +
      'run it with spawn(), pass { owner } along, or use a Lock in its place',
  );
}

/** `release()` has spent the guard that was got last; of those who read and write, by whoever calls. */
function spend(object: object, writes?: boolean): void {
  const { guards } = remoteOf(object)!;
  const who = here();
  for (const [number, got] of [...guards].toReversed()) {
    if (writes !== undefined && (got.writes !== writes || got.holder !== who)) continue;
    guards.delete(number);
    return;
  }
}

export function defineAccessor(object: object, name: string, isSettable: boolean): void {
  Object.defineProperty(object, name, {
    configurable: true,
    enumerable: false,
    get(this: object) {
      return ask(this, `get ${name}`, []);
    },
    ...(isSettable && {
      set(this: object, value: unknown) {
        // While it is made it stands for nothing.
        if (remoteOf(this) !== undefined) ask(this, `set ${name}`, [value]);
      },
    }),
  });
}

/** What every one of them has. */
function defineCommon(
  prototype: object,
  define: (name: string, value: (this: object, ...args: never[]) => unknown) => void,
): void {
  define('describe', function () {
    return remoteOf(this)?.title ?? 'an object of another process';
  });
  define('explain', () => 'its process has not answered');
  define('withdraw', (wait: Wait) => {
    withdraw(wait);
    return true;
  });
  for (const type of ['blocked', 'unblocked'] as const) {
    define(type, (wait: Wait, who: Holder) => {
      tellBlocked(type, wait, who);
    });
  }
  if (Symbol.iterator in prototype) {
    Object.defineProperty(prototype, Symbol.iterator, {
      value(this: SharedArray<'f64'>) {
        return this.toArray()[Symbol.iterator]();
      },
    });
  }
  define('_releaseBy', function (token: number) {
    const { guards, peer, served } = remoteOf(this)!;
    if (!guards.has(token)) return false;
    guards.delete(token);
    if (peer.ask !== undefined && served.mayRefuse?.(this) === true) {
      return ask(this, 'releaseGuard', [token]);
    }
    peer.send({ type: 'release', guard: token });
    return true;
  });
  define('_downgrade', function (token: number) {
    const { guards, title } = remoteOf(this)!;
    if (!guards.has(token)) {
      throw new SpentGuardError(
        `cannot downgrade ${title}: this guard is spent, it was released before`,
      );
    }
    const guard = ask(this, 'downgrade', [token]);
    guards.delete(token);
    return guard;
  });
  if ('_takeNow' in prototype) {
    define('_takeNow', () => undefined);
    define('_enter', function (who: Holder) {
      return enter(this, 'acquire', [], who);
    });
  }
  const choices: Record<string, (object: object, ...args: unknown[]) => Choice<unknown>> = {
    _choice: (object) => {
      const step = firstStep(object);
      requireWho(object, step, []);
      return choice(object, step, []);
    },
    _choiceToPut: choiceToPut,
    _choiceFor: (object, writes) => choice(object, '_acquire', [writes]),
  };
  for (const [name, make] of Object.entries(choices)) {
    if (name in prototype) {
      define(name, function (...args) {
        return make(this, ...args);
      });
    }
  }
  for (const name of ['within', 'holder', 'hasLent']) {
    if (name in prototype) {
      Object.defineProperty(prototype, name, { configurable: true, get: () => undefined });
    }
  }
}

/** What a `select` waits for: of a lock its `acquire`, of a queue its `get`. */
function firstStep(object: object): string {
  const steps = Object.keys(remoteOf(object)!.served.operations!);
  return steps.includes('_get') ? '_get' : steps[0]!;
}

/** What is not served would be done to an empty object of this process. */
function forbidOthers(served: ServedClass, type: AnyClass, own: object): void {
  const kept = new Set<string>([...(served.kept ?? []), 'constructor']);
  for (let at = type.prototype as object; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (kept.has(name) || Object.hasOwn(own, name) || isInner(name)) continue;
      const refuse = function (this: object): never {
        throw new NotSupportedError(
          `${name} of ${remoteOf(this)?.title ?? 'this'} is not there: another process serves it`,
          'sharedMemory',
        );
      };
      const { value } = Object.getOwnPropertyDescriptor(at, name)!;
      Object.defineProperty(
        own,
        name,
        typeof value === 'function'
          ? { configurable: true, value: refuse }
          : { configurable: true, get: refuse },
      );
    }
  }
}

/** By which a class makes its objects. */
function isInner(name: string): boolean {
  return ['_see', '_size', '_store', '_title', '_checked', '_fields', '_limit'].includes(name);
}
