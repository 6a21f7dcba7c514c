import { SharedAfterAll } from './accesses.ts';
import type { Choice } from './step.ts';
import {
  mostActors,
  mostPreemptions,
  nobody,
  VisitedAll,
  VisitedBounded,
  type Visited,
} from './visited.ts';
import type { Snapshot, World } from './world.ts';

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
      // A step turned out to be noticed by another actor: what was skipped for it has to be gone through.
      if (!(error instanceof SharedAfterAll)) throw error;
      world.restore(start);
    }
  }
}

class Search {
  readonly #world: World;
  readonly #start: Snapshot;
  readonly #visited: Visited;
  readonly #forks: Fork[] = [];
  #ends = 0;
  /** Who has the turn, for as long as it can go on. */
  #last = nobody;
  /** How often the turn may still be taken away. */
  #left: number;
  /** The step after which the host gets its turn. */
  #restAt: number;

  constructor(world: World, start: Snapshot, preemptions: number) {
    this.#world = world;
    this.#start = start;
    this.#left = preemptions;
    this.#restAt = world.steps + stepsPerTurn;
    this.#visited =
      preemptions === Infinity ? new VisitedAll() : new VisitedBounded(world.actors.length);
  }

  async run(): Promise<Exploration> {
    const world = this.#world;
    const before = world.steps;
    const arrive = (): Choice | undefined => this.#arrive();
    this.#explained(() => {
      world.begin();
      const first = arrive();
      if (first !== undefined) world.run(first, arrive);
    });
    for (;;) {
      if (world.steps >= this.#restAt) await this.#rest();
      const next = this.#back();
      if (next === undefined) {
        return { states: this.#visited.size, steps: world.steps - before, ends: this.#ends };
      }
      this.#explained(() => world.run(next, arrive));
    }
  }

  /** The next way from the last point that has one left. */
  #back(): Choice | undefined {
    const fork = this.#forks.at(-1);
    if (fork === undefined) return undefined;
    const way = fork.ways.pop()!;
    if (fork.ways.length === 0) this.#forks.pop();
    this.#world.restore(fork.snapshot);
    return this.#go(way);
  }

  #go({ choice, last, left }: Way): Choice {
    this.#last = last;
    this.#left = left;
    return choice;
  }

  /** Which way to go on from here, if it is a new point; the others are kept for later. */
  #arrive(): Choice | undefined {
    const world = this.#world;
    const choices = world.choices();
    const goesOn = choices.some(({ actor, how }) => actor === this.#last && how === 'goes on');
    const turn = goesOn ? this.#last : nobody;
    if (!this.#visited.isNew(world.key(), turn, this.#left)) return undefined;
    if (choices.length === 0) {
      if (!world.done) throw new Error(`nobody can go on (${world.waits})`);
      this.#ends++;
      return undefined;
    }
    const ways = this.#ways(choices, turn);
    const isLate = world.steps >= this.#restAt;
    const first = isLate ? undefined : ways.pop()!;
    if (ways.length > 0) this.#forks.push({ snapshot: world.save(), ways });
    return first && this.#go(first);
  }

  /** What may happen here; the last one is gone first: whoever has the turn goes on. */
  #ways(choices: Choice[], turn: number): Way[] {
    const left = this.#left;
    const ways: Way[] = [];
    const { death } = this.#world;
    if (death !== undefined) ways.push({ choice: death, last: turn, left });
    // A step that only its own actor notices can be taken at once: its place in the order makes no difference.
    const alone = choices.find((choice) => this.#world.isPrivate(choice));
    if (alone !== undefined) {
      ways.push({ choice: alone, last: turn, left });
      return ways;
    }
    let own: Way | undefined;
    for (const choice of choices) {
      if (choice.actor === turn) own = { choice, last: turn, left };
      else if (turn === nobody) ways.push({ choice, last: choice.actor, left });
      else if (left > 0) ways.push({ choice, last: choice.actor, left: left - 1 });
    }
    if (own !== undefined) ways.push(own);
    return ways;
  }

  /** Lets the host have its turn. Callbacks of the collector may come in it, of runs long past: what they do is undone. */
  async #rest(): Promise<void> {
    const world = this.#world;
    this.#restAt = world.steps + stepsPerTurn;
    const now = world.words.slice();
    world.words.fill(0).set(this.#start.words);
    await hostTurn();
    world.words.set(now);
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
