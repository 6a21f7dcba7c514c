import type { AbilityName, ProbedAbilities } from './abilities.ts';
import type { Heddle } from './behaviour.ts';
import { watchUnhandled, type UnhandledFailures } from './unhandled.ts';

/** An error as a fact. */
interface ErrorFact {
  readonly [name: string]: string | boolean | undefined;
  readonly class: string;
  readonly code?: string;
  readonly message: string;
  /** Is it an instance of the class that the adapter exports (or the engine has) under that name? */
  readonly instance: boolean;
}

/** What behaviours are written with. */
export interface Tools {
  /** Did the probe show this ability? */
  has(ability: AbilityName): boolean;
  /** An error as a fact, its message included. */
  error(thrown: unknown): ErrorFact;
  /** The class of what `action` throws, or rejects with; `'nothing'` where it does neither. */
  thrownBy(action: () => unknown): Promise<string>;
  /** The same with code and message. */
  failureOf(action: () => unknown): Promise<ErrorFact | 'nothing'>;
  /** Takes what the runtime would report as unhandled, until stopped. */
  unhandled(): UnhandledFailures;
  /** Settles when the host had its turn: timers and messages that were due have run. */
  hostTurn(): Promise<void>;
  /** Settles when every coroutine that was ready has run until it waits, however busy the machine is. */
  othersRan(): Promise<void>;
}

function errorFact(heddle: Heddle, thrown: unknown): ErrorFact {
  if (!(thrown instanceof Error)) {
    return { class: typeof thrown, message: String(thrown), instance: false };
  }
  const known =
    ({ ...heddle } as Record<string, unknown>)[thrown.name] ??
    (globalThis as Record<string, unknown>)[thrown.name];
  const { code } = thrown as { code?: unknown };
  return {
    class: thrown.name,
    ...(typeof code === 'string' && { code }),
    message: thrown.message,
    instance: typeof known === 'function' && thrown instanceof known,
  };
}

export function toolsFor(heddle: Heddle, probed: ProbedAbilities): Tools {
  const failureOf = async (action: () => unknown): Promise<ErrorFact | 'nothing'> => {
    try {
      await action();
      return 'nothing';
    } catch (error) {
      return errorFact(heddle, error);
    }
  };
  return {
    has: (ability) => probed[ability],
    error: (thrown) => errorFact(heddle, thrown),
    failureOf,
    async thrownBy(action) {
      const failure = await failureOf(action);
      return failure === 'nothing' ? failure : failure.class;
    },
    unhandled: watchUnhandled,
    async othersRan() {
      // Those that were ready come first; what they make ready comes before the next.
      for (let turn = 0; turn < 3; turn += 1) {
        await heddle.spawn(function* () {
          yield* heddle.yieldNow();
        });
      }
    },
    hostTurn: () => new Promise((resolve) => setTimeout(resolve, 0)),
  };
}
