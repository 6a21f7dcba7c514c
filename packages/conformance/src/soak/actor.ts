import type { SharedArray, Value } from 'heddle';
import { Random } from './random.ts';

/** What one that takes part can be doing; a story is told in these. */
export const phases = [
  'nothing yet',
  'blocks',
  'waits',
  'tries',
  'is inside',
  'has left',
  'timed out',
  'was aborted',
  'was cancelled',
  'closed a cycle',
  'recovers',
  'meets the others',
  'passes on',
  'takes a parcel',
  'puts',
  'gets',
  'shuts down',
  'kills',
  'ends',
] as const;
export type Phase = (typeof phases)[number];

/** How many can take part at a time, and how much of what each did is kept. */
export const rows = 48;
export const kept = 16;

/** What a thread is given to take part; plain data, and numbers in shared memory. */
export interface Role {
  readonly row: number;
  readonly seed: number;
  /** 1 once everybody is to end. */
  readonly stop: Value<'u8'>;
  /** For each row, how many steps it has made. */
  readonly steps: SharedArray<'u32'>;
  /** For each row, the last of them. */
  readonly story: SharedArray<'u8'>;
}

/** What was counted, summed up over those who take part. */
export type Figures = Record<string, number>;

/** One that takes part, in its own thread. */
export class Actor {
  readonly random: Random;
  readonly figures: Figures = {};
  readonly #role: Role;

  constructor(role: Role) {
    this.#role = role;
    this.random = new Random(role.seed);
  }

  /** It is to end. */
  get over(): boolean {
    return this.#role.stop.value !== 0;
  }

  /** Tells what it does, so that it is known where it got stuck. */
  does(phase: Phase): void {
    const { row, steps, story } = this.#role;
    const step = steps.get(row);
    story.set(row * kept + (step % kept), phases.indexOf(phase));
    steps.set(row, (step + 1) >>> 0);
  }

  count(what: string, times: number = 1): void {
    this.figures[what] = (this.figures[what] ?? 0) + times;
  }

  end(): Figures {
    this.does('ends');
    return this.figures;
  }
}
