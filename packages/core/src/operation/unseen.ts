import { platform } from '../realm.ts';
import { tellError } from '../tell.ts';

// Futures are made many at a time and looked at one after the other, so a failure that nobody waits for at its moment is no
// mistake yet. It is one when nobody can look any more: the future was let go of, or the program has nothing left to do.

interface Failure {
  readonly title: string;
  readonly error: unknown;
}

const failures: Set<Failure> = /* @__PURE__ */ new Set();
const byOwner: WeakMap<object, Failure> = /* @__PURE__ */ new WeakMap();
let registry: FinalizationRegistry<Failure> | undefined;

/** The event loop is empty, and yet the program goes on: other threads may bring something. */
let isRevived = (): boolean => false;

/** For the layer that knows of them. */
export function setRevived(ask: () => boolean): void {
  isRevived = ask;
}

/** Nobody can look any more. */
export function tellUnseen(): void {
  for (const failure of failures) tell(failure);
}

/** Tells of this failure of `owner` unless `sawFailure` is called for that. */
export function watchFailure(owner: object, title: string, error: unknown): void {
  if (registry === undefined) {
    registry = new FinalizationRegistry(tell);
    platform().idle?.onEmpty(() => {
      if (!isRevived()) tellUnseen();
    });
  }
  const failure = { title, error };
  failures.add(failure);
  byOwner.set(owner, failure);
  registry.register(owner, failure);
}

export function sawFailure(owner: object): void {
  const failure = byOwner.get(owner);
  if (failure !== undefined) failures.delete(failure);
}

function tell(failure: Failure): void {
  if (!failures.delete(failure)) return;
  tellError(`${failure.title} failed, and nobody looked at it:`, failure.error);
}
