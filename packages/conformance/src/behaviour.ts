import type * as everywhere from '@heddle/browser';
import type * as heddle from '@heddle/node';
import type { AbilityName } from './abilities.ts';
import type { Tools } from './tools.ts';

/** What every adapter exports. */
export type Adapter = typeof everywhere;

/** With what only some export: a behaviour that uses it needs the ability `processes`. */
export type Heddle = typeof heddle;

export type About =
  | 'thread'
  | 'lock'
  | 'rlock'
  | 'rw-lock'
  | 'condition'
  | 'semaphore'
  | 'event'
  | 'barrier'
  | 'latch'
  | 'once'
  | 'banker'
  | 'queue'
  | 'channel'
  | 'pipeline'
  | 'future'
  | 'executor'
  | 'process'
  | 'streams'
  | 'coroutine'
  | 'operation'
  | 'error'
  | 'hand-over'
  | 'value'
  | 'deadlock';

/** The usual case, a wait that somebody gives up, or input that cannot be served. */
export type Kind = 'normal' | 'given-up' | 'bad-input';

/** A fact that JSON can say: an order, a count, a class, a code, a message; never a duration. */
export type Fact =
  | string
  | number
  | boolean
  | null
  | readonly Fact[]
  | { readonly [name: string]: Fact | undefined };

/** One thing that Heddle does alike on every runtime. */
export interface Behaviour {
  /** `about.what`, the same in all results for ever. */
  readonly id: string;
  readonly title: string;
  readonly about: About;
  readonly kind: Kind;
  /** What the runtime must be able to do; where a probe shows that it cannot, the behaviour is impossible there. */
  readonly needs: readonly AbilityName[];
  /** Milliseconds until it counts as hanging. @default 20000 */
  readonly limit?: number;
  /** Does it, and gives what was seen. */
  run(heddle: Heddle, tools: Tools): Promise<Fact>;
  /** What must be seen. */
  readonly expect: Fact;
}

/** Checks a behaviour's shape where it is written down. */
export function behaviour(spec: Behaviour): Behaviour {
  if (!spec.id.startsWith(`${spec.about}.`)) {
    throw new TypeError(
      `the id of a behaviour starts with what it is about: got ${spec.id}, want ${spec.about}.…`,
    );
  }
  return spec;
}
