import { Unrepeatable } from './unrepeatable.ts';
import type { Strategy, View } from './strategy.ts';

/** All schedules, each once: the last decision that has a way left takes that. */
export class DepthFirst implements Strategy {
  /** So many decisions are those of the schedule before, but for the last of them. */
  #prefix = 0;

  choose({ path }: View, count: number): number {
    const at = path.length;
    if (at >= this.#prefix) return 0;
    if (path.width[at] !== count) throw new Unrepeatable(path.width[at]!, count);
    return path.taken[at]!;
  }

  draw(view: View, count: number): number {
    return this.choose(view, count);
  }

  next({ path }: View): boolean {
    let at = path.length;
    while (at > 0 && path.taken[at - 1]! + 1 >= path.width[at - 1]!) at--;
    this.#prefix = at;
    if (at > 0) path.taken[at - 1]!++;
    return at > 0;
  }
}
