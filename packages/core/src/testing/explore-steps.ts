import { SharedAfterAll, type Choice, type Snapshot, type World } from './world.ts';

export interface Exploration {
  /** Points in time that differ in memory or in what an actor has seen. */
  readonly states: number;
  /** Steps from one point to another. */
  readonly steps: number;
  /** Ways in which the whole can end. */
  readonly ends: number;
}

/** A point that has further ways to go: as it was, and which ways are left. */
interface Fork {
  readonly snapshot: Snapshot;
  readonly choices: Choice[];
  /** How long the schedule was that led here. */
  readonly length: number;
}

/** Steps after which the host gets its turn: until then it keeps every object alive that a WeakRef was made of. */
const stepsPerTurn = 2000;

/**
 * Goes through every order in which the steps of a world's actors can happen. Two orders that lead to the same point are
 * followed once from there: what can happen next depends on nothing else.
 * @throws Error with the schedule, for what an actor throws, and for a hang.
 */
export async function exploreSteps(world: World): Promise<Exploration> {
  const start = world.save();
  for (;;) {
    try {
      return await searchFrom(world);
    } catch (error) {
      // A word turned out to be touched by two: what was skipped for it has to be gone through.
      if (!(error instanceof SharedAfterAll)) throw error;
      world.restore(start);
    }
  }
}

async function searchFrom(world: World): Promise<Exploration> {
  const visited = new Set<number>();
  const forks: Fork[] = [];
  const schedule: string[] = [];
  let steps = 0;
  let ends = 0;
  world.begin();
  let next = arrive();
  for (;;) {
    if (next === undefined) {
      const fork = forks.at(-1);
      if (fork === undefined) return { states: visited.size, steps, ends };
      next = fork.choices.pop();
      if (next === undefined) {
        forks.pop();
        continue;
      }
      world.restore(fork.snapshot);
      schedule.length = fork.length;
    }
    if (++steps % stepsPerTurn === 0) await hostTurn();
    schedule.push(world.describe(next));
    explained(() => world.take(next!));
    next = arrive();
  }

  /** Which step comes next from here, if it is a new point; what else could happen is kept for later. */
  function arrive(): Choice | undefined {
    const key = world.key();
    if (visited.has(key)) return undefined;
    visited.add(key);
    const choices = world.choices();
    if (choices.length === 0) {
      explained(() => {
        if (!world.done) throw new Error('nobody can go on');
      });
      ends++;
      return undefined;
    }
    // A step on a word that only its own actor touches can be taken at once: its place in the order makes no difference.
    const alone = choices.find((choice) => world.isPrivate(choice));
    if (alone !== undefined || choices.length === 1) return alone ?? choices[0];
    const first = choices.pop();
    forks.push({ snapshot: world.save(), choices, length: schedule.length });
    return first;
  }

  function explained(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (error instanceof SharedAfterAll) throw error;
      throw new Error(`${(error as Error).message}\nafter:\n  ${schedule.join('\n  ')}`, {
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
