import { spinners, weavers, type Doing, type Moment } from './workshop.ts';

export interface Worker {
  readonly name: string;
  readonly doing: Doing;
  /** What is in its hands. */
  readonly skein: string;
}

/** How much there was of it from a moment on. */
export interface Level {
  readonly at: number;
  readonly atTheDoor: number;
  readonly inBasket: number;
  readonly waiting: number;
}

const all = (names: object, doing: Doing): readonly Worker[] =>
  Object.keys(names).map((name) => ({ name, doing, skein: '' }));

/**
 * Who does what, and which skeins are in the basket, as the workers tell it. Each tells it for itself, so one may hear that
 * a skein was taken before one hears that it was put, or that one was put before the one that made room for it was taken.
 */
export class Scene {
  spinners: readonly Worker[] = all(spinners, 'spins');
  weavers: readonly Worker[] = all(weavers, 'waits');
  levels: readonly Level[] = [{ at: 0, atTheDoor: 0, inBasket: 0, waiting: 0 }];
  put = 0;
  taken = 0;
  readonly #maxsize: number;
  readonly #span: number;
  /** Heard of as taken, and not yet as put. */
  readonly #early = new Set<string>();
  /** Heard of as put, and not yet as taken. */
  #underway: readonly string[] = [];

  /** `span`: of how many milliseconds the levels are kept. */
  constructor(maxsize: number, span = Infinity) {
    this.#maxsize = maxsize;
    this.#span = span;
  }

  /** The first one is the next to be taken. */
  get basket(): readonly string[] {
    // If there are more than it has room for, the oldest ones were taken, though one has not heard of it yet.
    return this.#underway.slice(-this.#maxsize);
  }

  get atTheDoor(): number {
    return this.spinners.filter(({ doing }) => doing === 'at the door').length;
  }

  get waiting(): number {
    return this.weavers.filter(({ doing }) => doing === 'waits').length;
  }

  /** Was put, and nobody got it. */
  get left(): number {
    return this.put - this.taken;
  }

  tell(moment: Moment, at: number): void {
    if (moment.doing === 'has put') this.#hasPut(moment.skein);
    if (moment.doing === 'weaves') this.#took(moment.skein);
    this.spinners = withWorker(this.spinners, moment);
    this.weavers = withWorker(this.weavers, moment);
    this.#note(at);
  }

  #hasPut(skein: string): void {
    this.put += 1;
    if (!this.#early.delete(skein)) this.#underway = [...this.#underway, skein];
  }

  #took(skein: string): void {
    this.taken += 1;
    if (!this.#underway.includes(skein)) this.#early.add(skein);
    this.#underway = this.#underway.filter((other) => other !== skein);
  }

  #note(at: number): void {
    const { atTheDoor, waiting } = this;
    const level = { at, atTheDoor, inBasket: this.basket.length, waiting };
    // The one before the span is what its beginning shows.
    const from = this.levels.findLastIndex((each) => each.at <= at - this.#span);
    this.levels = [...this.levels.slice(Math.max(0, from)), level];
  }
}

function withWorker(workers: readonly Worker[], { who, doing, skein }: Moment): readonly Worker[] {
  const index = workers.findIndex(({ name }) => name === who);
  if (index < 0) return workers;
  // What was put is no longer in its hands.
  return workers.with(index, { name: who, doing, skein: doing === 'has put' ? '' : skein });
}
