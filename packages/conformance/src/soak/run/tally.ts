import type { EngineId } from '../../compare/engine.ts';
import type { Figures } from '../actor.ts';
import type { Message } from '../message.ts';

/** What was seen of one scenario on one runtime. */
export interface Played {
  readonly name: string;
  rounds: number;
  ms: number;
  faults: number;
  readonly figures: Figures;
}

export interface SeenFault {
  readonly name: string;
  /** Of the round in which it was seen; undefined if that had not begun. */
  readonly seed: number | undefined;
  readonly what: string;
}

/** What was seen on one runtime. */
export class Tally {
  readonly engine: EngineId;
  runtime = 'unknown';
  readonly played: readonly Played[];
  readonly faults: SeenFault[] = [];
  /** What is being played. */
  now: { readonly name: string; readonly seed: number } | undefined;

  constructor(engine: EngineId, names: readonly string[]) {
    this.engine = engine;
    this.played = names.map((name) => ({ name, rounds: 0, ms: 0, faults: 0, figures: {} }));
  }

  get rounds(): number {
    return this.played.reduce((sum, { rounds }) => sum + rounds, 0);
  }

  take(message: Message): void {
    if (message.type === 'begin') {
      this.runtime = `${message.runtime.name} ${message.runtime.version}`;
      this.now = message;
    } else if (message.type === 'played') {
      const one = this.#of(message.name);
      if (one === undefined) return;
      one.rounds += 1;
      one.ms += message.ms;
      for (const [what, count] of Object.entries(message.figures)) {
        one.figures[what] = (one.figures[what] ?? 0) + count;
      }
      this.now = undefined;
    } else if (message.type === 'fault') {
      this.fault(message);
    }
  }

  fault(fault: SeenFault): void {
    const one = this.#of(fault.name);
    if (one !== undefined) one.faults += 1;
    this.faults.push(fault);
    this.now = undefined;
  }

  #of(name: string): Played | undefined {
    return this.played.find((one) => one.name === name);
  }
}
