import { Awaited } from '../operation/operation.ts';
import type { Strategy, View } from './strategy.ts';
import { Touches, type Touched } from './touches.ts';
import { Unrepeatable } from './unrepeatable.ts';

/** A way that was gone from one decision, and what its first step touched. */
interface Gone extends Touched {
  readonly index: number;
}

/** One decision on the path. */
interface Node {
  readonly width: number;
  /** The ways that are to be gone. */
  readonly ways: readonly number[];
  /** Which of them is being gone. */
  at: number;
  readonly gone: Gone[];
  /** What the step of the one that is being gone has touched so far. */
  touched: { known: Set<number>; count: number; others: boolean };
}

/** One that could go on, and need not: all that follows from that was gone through from an earlier decision. */
interface Sleeper extends Touched {
  readonly runnable: object;
}

/**
 * One of all the orders that differ only in steps that have nothing to do with each other, by sleep sets (Godefroid,
 * "Partial-Order Methods for the Verification of Concurrent Systems", 1996): once all that begins with a step was gone
 * through, that step sleeps beside its siblings until a step comes that touches what it touches.
 */
export class Reduced implements Strategy {
  readonly always = true;
  readonly #touches = new Touches();
  readonly #nodes: Node[] = [];
  #asleep: Sleeper[] = [];
  /** So many decisions are to be those of the schedule before. */
  #prefix = 0;
  /** The decision whose step runs. */
  #node: Node | undefined = undefined;

  watch(): () => void {
    return this.#touches.watch();
  }

  made(task: object): void {
    this.#touches.made(task);
  }

  begin(): void {
    this.#asleep = [];
    this.#node = undefined;
    this.#touches.beginSchedule();
  }

  choose(view: View, count: number): number {
    this.#endStep();
    const { ready } = view;
    if (count === 1) {
      const index = this.#sleeps(ready[0]!) ? -1 : 0;
      if (index === 0) this.#beginStep(ready[0]!);
      return index;
    }
    const node = this.#nodeAt(view, count);
    if (node === undefined) return -1;
    for (const gone of node.gone) this.#asleep.push({ ...gone, runnable: ready[gone.index]! });
    const index = node.ways[node.at]!;
    node.touched.count = this.#touches.count;
    this.#node = node;
    this.#beginStep(ready[index]!);
    return index;
  }

  #nodeAt({ path, ready }: View, width: number): Node | undefined {
    const at = path.length;
    if (at < this.#prefix) {
      const node = this.#nodes[at]!;
      if (node.width !== width) throw new Unrepeatable(node.width, width);
      return node;
    }
    const ways: number[] = [];
    for (let index = 0; index < width; index++) {
      if (!this.#sleeps(ready[index]!)) ways.push(index);
    }
    return ways.length === 0 ? undefined : this.#add(width, ways);
  }

  #add(width: number, ways: readonly number[]): Node {
    const node = { width, ways, at: 0, gone: [], touched: nothing() };
    this.#nodes.push(node);
    return node;
  }

  draw({ path }: View, count: number): number {
    const ways = Array.from({ length: count }, (_, index) => index);
    const node = path.length < this.#prefix ? this.#nodes[path.length]! : this.#add(count, ways);
    if (node.width !== count) throw new Unrepeatable(node.width, count);
    return node.ways[node.at]!;
  }

  #sleeps(runnable: object): boolean {
    return this.#asleep.some((sleeper) => sleeper.runnable === runnable);
  }

  #beginStep(runnable: object): void {
    this.#touches.beginStep(runnable);
    if (runnable instanceof Awaited) this.#touches.touch(runnable.operation);
  }

  #endStep(): void {
    const { step } = this.#touches;
    this.#asleep = this.#asleep.filter((sleeper) => !depend(sleeper, step));
    if (this.#node !== undefined) {
      const { touched } = this.#node;
      for (const number of step) {
        if (number < touched.count) touched.known.add(number);
        else touched.others = true;
      }
    }
    this.#node = undefined;
    this.#touches.beginStep(undefined);
  }

  next(): boolean {
    this.#endStep();
    for (let node = this.#nodes.at(-1); node !== undefined; node = this.#nodes.at(-1)) {
      node.gone.push({ ...node.touched, index: node.ways[node.at]! });
      node.touched = nothing();
      if (++node.at < node.ways.length) {
        this.#prefix = this.#nodes.length;
        return true;
      }
      this.#nodes.pop();
    }
    return false;
  }
}

function nothing(): Node['touched'] {
  return { known: new Set(), count: 0, others: false };
}

/** May the order of the two make a difference? */
function depend(sleeper: Touched, step: ReadonlySet<number>): boolean {
  for (const number of step) {
    if (number < sleeper.count ? sleeper.known.has(number) : sleeper.others) return true;
  }
  return false;
}
