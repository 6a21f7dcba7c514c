import { CancelledError, spawn } from 'heddle';
import type { Gate } from './gates.ts';
import { visitAll, type Tell } from './visit.ts';

/** A visit that goes on in this page. */
export interface Visit {
  readonly done: Promise<void>;
  stop(): void;
}

export function begin(gate: Gate, tell: Tell): Visit {
  const visiting = spawn({ target: visitAll, args: [gate, tell], name: gate });
  const done = visiting.toPromise().catch((error: unknown) => {
    if (!(error instanceof CancelledError)) throw error;
  });
  return { done, stop: () => visiting.cancel('the page was left') };
}
