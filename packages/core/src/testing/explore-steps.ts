import type { Choice } from './step.ts';
import { mostActors, mostPreemptions, nobody, VisitedAll, VisitedBounded } from './visited.ts';
import { SharedAfterAll, type Snapshot, type World } from './world.ts';

export interface Exploration {
  /** Points in time that differ in memory or in what an actor has seen. */
  readonly states: number;
  /** Steps from one point to another. */
  readonly steps: number;
  /** Ways in which the whole can end. */
  readonly ends: number;
}

export interface StepOptions {
  /** How often the turn may be taken from an actor that could go on. @default any number of times */
  readonly preemptions?: number | undefined;
}

/** A way to go on from a point: what happens, and what is known then of the turns. */
interface Way {
  readonly choice: Choice;
  /** Who has the turn, for as long as it can go on. */
  readonly last: number;
  /** How often the turn may still be taken away. */
  readonly left: number;
}

/** A point that has further ways to go: as it was, and which ways are left. */
interface Fork {
  readonly snapshot: Snapshot;
  readonly ways: Way[];
}

/** Steps after which the host gets its turn. */
const stepsPerTurn = 10_000;

/**
 * Goes through every order in which the steps of a world's actors can happen, or through all with no more preemptions than
 * given. Two orders that lead to the same point are followed once from there: what can happen next depends on nothing else.
 * @throws Error with the schedule, for what an actor throws, and for a hang.
 */
export async function exploreSteps(
  world: World,
  { preemptions = Infinity }: StepOptions = {},
): Promise<Exploration> {
  if (
    preemptions !== Infinity &&
    (preemptions > mostPreemptions || world.actors.length > mostActors)
  ) {
    throw new Error(
      `a bound can be ${mostPreemptions} preemptions at most, of ${mostActors} actors; ` +
        `got ${preemptions} and ${world.actors.length}`,
    );
  }
  const start = world.save();
  for (;;) {
    try {
      return await new Search(world, start, preemptions).run();
    } catch (error) {
      // A word turned out to be touched by two: what was skipped for it has to be gone through.
      if (!(error instanceof SharedAfterAll)) throw error;
      world.restore(start);
    }
  }
}

class Search {
  readonly #world: World;
  readonly #start: Snapshot;
  readonly #preemptions: number;
  readonly #visited: VisitedAll | VisitedBounded;
  readonly #forks: Fork[] = [];
  #steps = 0;
  #ends = 0;

  constructor(world: World, start: Snapshot, preemptions: number) {
    this.#world = world;
    this.#start = start;
    this.#preemptions = preemptions;
    this.#visited =
      preemptions === Infinity ? new VisitedAll() : new VisitedBounded(world.actors.length);
  }

  async run(): Promise<Exploration> {
    this.#explained(() => this.#step(() => this.#world.begin()));
    let next = this.#arrive(nobody, this.#preemptions);
    let rested = 0;
    for (;;) {
      next ??= this.#back();
      if (next === undefined) {
        return { states: this.#visited.size, steps: this.#steps, ends: this.#ends };
      }
      const { choice, last, left } = next;
      this.#explained(() => this.#step(() => this.#world.take(choice)));
      if (this.#steps - rested > stepsPerTurn) {
        rested = this.#steps;
        await this.#rest();
      }
      next = this.#arrive(last, left);
    }
  }

  #step(action: () => void): void {
    const before = this.#world.length;
    action();
    this.#steps += this.#world.length - before;
  }

  /** The next way from the last point that has one left. */
  #back(): Way | undefined {
    for (;;) {
      const fork = this.#forks.at(-1);
      if (fork === undefined) return undefined;
      const way = fork.ways.pop()!;
      if (fork.ways.length === 0) this.#forks.pop();
      this.#world.restore(fork.snapshot);
      return way;
    }
  }

  /** Which way to go on from here, if it is a new point; the others are kept for later. */
  #arrive(last: number, left: number): Way | undefined {
    const world = this.#world;
    const choices = world.choices();
    const goesOn = choices.some(({ actor, how }) => actor === last && how === 'goes on');
    const turn = goesOn ? last : nobody;
    if (!this.#visited.isNew(world.key(), turn, left)) return undefined;
    if (choices.length === 0) {
      this.#explained(() => {
        if (!world.done) throw new Error(`nobody can go on (${world.waits})`);
      });
      this.#ends++;
      return undefined;
    }
    const ways = this.#ways(choices, turn, left);
    const first = ways.pop();
    if (ways.length > 0) this.#forks.push({ snapshot: world.save(), ways });
    return first;
  }

  /** What may happen here; the last one is gone first. */
  #ways(choices: Choice[], turn: number, left: number): Way[] {
    const ways: Way[] = [];
    const { death } = this.#world;
    if (death !== undefined) ways.push({ choice: death, last: turn, left });
    // A step on a word that only its own actor touches can be taken at once: its place in the order makes no difference.
    const alone = choices.find((choice) => this.#world.isPrivate(choice));
    if (alone !== undefined) {
      ways.push({ choice: alone, last: turn, left });
      return ways;
    }
    for (const choice of choices) {
      const isFree = turn === nobody || choice.actor === turn;
      if (isFree || left > 0) {
        ways.push({ choice, last: choice.actor, left: isFree ? left : left - 1 });
      }
    }
    return ways;
  }

  /** Lets the host have its turn. Callbacks of the collector may come in it, of runs long past: what they do is undone. */
  async #rest(): Promise<void> {
    const { words } = this.#world;
    const now = words.slice();
    words.set(this.#start.words);
    await hostTurn();
    words.set(now);
  }

  #explained(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (error instanceof SharedAfterAll) throw error;
      throw new Error(`${(error as Error).message}\nafter:\n  ${this.#world.story}`, {
        cause: error,
      });
    }
  }
}

function hostTurn(): Promise<void> {
  const { setTimeout } = globalThis as unknown as {
    setTimeout(callback: () => void, ms: number): unknown;
  };
  return new Promise((resolve) => void setTimeout(resolve, 0));
}
