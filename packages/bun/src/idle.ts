import { writeSync } from 'node:fs';
import type { IdleAbility } from '@heddle/core/internal';

/** The code with which Node ends a program whose top-level await nothing can settle. */
const unsettled = 13;
/** Milliseconds between two looks at the event loop, while the program's top level is running. */
const firstLook = 20;
const lastLook = 160;

/** Between a timer and the next, a turn of an event loop that is alive has room for an immediate. */
const turn = 10;
/**
 * Unless what comes between takes so long that both timers are due in one turn: so there are several, one after another, and
 * only those count between which time has passed.
 */
const turns = 3;

/** Without holding the program open. */
function later(callback: () => void, ms: number): void {
  setTimeout(callback, ms).unref();
}

/**
 * A top-level await that nothing can settle keeps Bun 1.4 turning round and round for ever, at full load, and 'beforeExit'
 * never comes (https://github.com/oven-sh/bun/issues/14951). While it does, timers that do not hold the program open still
 * fire, but immediates that do not are never called; in an event loop that waits for something they are.
 */
function watchTopLevel(empty: () => void): void {
  let period = firstLook;
  // Bun's test runner waits in the same way, when the program's own module has long been evaluated.
  let evaluated: boolean | undefined;
  const look = (): void => {
    if (evaluated === undefined) {
      evaluated = false;
      const end = (): void => void (evaluated = true);
      import(Bun.main).then(end, end);
    }
    let alive = false;
    setImmediate(() => (alive = true)).unref();
    const listen = (left: number, asked: number): void => {
      if (evaluated) return;
      if (!alive && left > 0) {
        const now = performance.now();
        const next = now - asked < turn / 2 ? left : left - 1;
        later(() => listen(next, now), turn);
        return;
      }
      if (alive) period = Math.min(period * 2, lastLook);
      else empty();
      later(look, period);
    };
    const now = performance.now();
    later(() => listen(turns, now), turn);
  };
  later(look, period);
}

const listeners: (() => void)[] = [];

export const idle: IdleAbility = {
  onEmpty(listener) {
    listeners.push(listener);
    process.on('beforeExit', listener);
  },
  onUnsettled(listener) {
    if (!Bun.isMainThread) return;
    watchTopLevel(() => {
      for (const empty of listeners) empty();
      if (listener()) idle.exit(unsettled);
    });
  },
  tellsErrorsLate: true,
  print: (text) => void writeSync(2, text),
  exit: (code) => process.exit(process.exitCode || code),
};
