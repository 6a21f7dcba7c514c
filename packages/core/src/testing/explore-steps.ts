import { SharedAfterAll } from './accesses.ts';
import { Sleepers } from './sleepers.ts';
import type { Choice } from './step.ts';
import { mostActors, nobody, Visited } from './visited.ts';
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
  /** Whether to go through orders, too, that differ by what makes no difference. @default false */
  readonly allOrders?: boolean | undefined;
}

/** A way to go on from a point: what happens, and what is known then of the turns. */
interface Way {
  readonly choice: Choice;
  /** Who has the turn, for as long as it can go on. */
  readonly last: number;
  /** How often the turn may still be taken away. */
  readonly left: number;
  /** A bit for each step that makes no difference after this one: all orders that begin with that are gone through. */
  readonly asleep: number;
}

/** A point that has further ways to go: as it was, and which ways are left. */
interface Fork {
  readonly snapshot: Snapshot;
  readonly ways: Way[];
}

/** Steps after which the host gets its turn. */
const stepsPerTurn = 10_000;

/** These few orders come first: most of the words that are shared turn out to be, and a fault comes with few switches. */
const firstPreemptions = [0, 1] as const;

/**
 * Goes through every order in which the steps of a world's actors can happen, or through all with no more preemptions than
 * given. Two orders that lead to the same point are followed once from there: what can happen next depends on nothing else.
 * @throws Error with the schedule, for what an actor throws, and for a hang.
 */
export async function exploreSteps(
  world: World,
  { preemptions = Infinity, allOrders = false }: StepOptions = {},
): Promise<Exploration> {
  if (world.actors.length > mostActors) {
    throw new Error(`${mostActors} actors can be explored at most, not ${world.actors.length}`);
  }
  const start = world.save();
  for (const few of firstPreemptions) {
    if (few < preemptions) await searched(few);
  }
  return searched(preemptions);

  async function searched(bound: number): Promise<Exploration> {
    for (;;) {
      world.restore(start);
      try {
        return await new Search(world, start, bound, allOrders).run();
      } catch (error) {
        // A step turned out to be noticed by another actor: what was skipped for it has to be gone through.
        if (!(error instanceof SharedAfterAll)) throw error;
      }
    }
  }
}

class Search {
  readonly #world: World;
  readonly #start: Snapshot;
  readonly #visited: Visited;
  readonly #forks: Fork[] = [];
  readonly #ends = new Set<string>();
  /** Who has the turn, for as long as it can go on. */
  #last = nobody;
  /** How often the turn may still be taken away. */
  #left: number;
  /** The steps that need not be taken: the orders that begin with one of them are gone through from elsewhere. */
  #asleep = 0;
  /** Whose step was the last one. */
  #moved = nobody;
  /** The step after which the host gets its turn. */
  #restAt: number;
  readonly #bounded: boolean;
  readonly #allOrders: boolean;

  constructor(world: World, start: Snapshot, preemptions: number, allOrders: boolean) {
    this.#world = world;
    this.#start = start;
    this.#left = preemptions;
    this.#restAt = world.steps + stepsPerTurn;
    this.#bounded = preemptions !== Infinity;
    this.#allOrders = allOrders;
    this.#visited = new Visited(world.actors.length, preemptions);
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
        return { states: this.#visited.size, steps: world.steps - before, ends: this.#ends.size };
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

  #go({ choice, last, left, asleep }: Way): Choice {
    this.#last = last;
    this.#left = left;
    this.#asleep = asleep;
    this.#moved = choice.actor;
    return choice;
  }

  /** Which way to go on from here, if it is a new point; the others are kept for later. */
  #arrive(): Choice | undefined {
    const world = this.#world;
    const choices = world.choices();
    const goesOn = choices.some(({ actor, how }) => actor === this.#last && how === 'goes on');
    const turn = goesOn ? this.#last : nobody;
    const point = world.fingerprint();
    const asleep = this.#visited.enter(point, turn, this.#left, this.#stillAsleep());
    if (asleep === undefined) return undefined;
    if (choices.length === 0) {
      if (!world.done) throw new Error(`nobody can go on (${world.waits})`);
      this.#ends.add(`${point.low} ${point.high}`);
      return undefined;
    }
    const ways = this.#ways(choices, turn, asleep);
    const isLate = world.steps >= this.#restAt;
    const first = isLate ? undefined : ways.pop();
    if (ways.length > 0) this.#forks.push({ snapshot: world.save(), ways });
    return first && this.#go(first);
  }

  #stillAsleep(): number {
    if (this.#allOrders) return 0;
    // In a search with a bound, a switch from one who waits is free: what it waits for must not come before for that reason.
    if (this.#bounded && this.#moved !== nobody && this.#world.isIdle(this.#moved)) return 0;
    return this.#asleep;
  }

  /** What may happen here, but what is asleep; the last one is gone first: whoever has the turn goes on. */
  #ways(choices: Choice[], turn: number, asleep: number): Way[] {
    const left = this.#left;
    const { death } = this.#world;
    const steps = death === undefined ? choices : [...choices, death];
    const sleepers = new Sleepers(this.#world, steps, asleep);
    const ways: Way[] = [];
    const add = (to: Way[], choice: Choice, last: number, rest: number): void => {
      if (!sleepers.isAwake(choice)) return;
      to.push({ choice, last, left: rest, asleep: sleepers.after(choice) });
    };
    if (death !== undefined) {
      add(ways, death, turn, left);
      sleepers.add(death);
    }
    // A step that only its own actor notices can be taken at once: its place in the order makes no difference.
    const alone = choices.find((choice) => this.#world.isPrivate(choice));
    if (alone !== undefined) {
      add(ways, alone, turn, left);
      return ways;
    }
    const first: Way[] = [];
    const own = choices.find(({ actor }) => actor === turn);
    if (own !== undefined) {
      add(first, own, turn, left);
      sleepers.add(own);
    }
    for (const choice of choices) {
      if (choice === own || (turn !== nobody && left === 0)) continue;
      add(ways, choice, choice.actor, turn === nobody ? left : left - 1);
      // With a bound, it is not the same whether this one comes before the next or after it: it has the turn, or lost it.
      if (!this.#bounded) sleepers.add(choice);
    }
    ways.push(...first);
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
