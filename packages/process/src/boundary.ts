import { registerKind, type Boundary, type Kind } from '@heddle/core/internal';

/** What carries no objects of Heddle's: messages in which all that is special is packed already. */
export const plainBoundary: Boundary = { means: 'process', kindOf: () => undefined };

/** How objects of one kind go to another process. */
export interface Crossing<T extends object = object> extends Omit<Kind<T>, 'toHandle'> {
  takes(object: object): boolean;
  /** Its handle; what that stands for is in transit from then on. */
  handOver(object: T, by: ProcessBoundary): unknown;
  /** What went by that boundary and has not arrived never will. */
  lose(by: ProcessBoundary): void;
}

const crossings: Crossing[] = [];

/** Lets objects of a kind cross to other processes. Saying so again does nothing. */
export function crossBy<T extends object>(given: Crossing<T>): void {
  const crossing = given as unknown as Crossing;
  if (crossings.includes(crossing)) return;
  registerKind(new ProcessBoundary().kindBy(crossing));
  crossings.push(crossing);
}

/** To another process: data is copied, what is shared stays and is served by the process that has it, ends of pipes go. */
export class ProcessBoundary implements Boundary {
  readonly means: Boundary['means'] = 'process';
  #next: Boundary | undefined;
  #isGone = false;

  kindOf(object: object): Kind<object> | undefined {
    const crossing = crossings.find((one) => one.takes(object));
    return crossing && this.kindBy(crossing);
  }

  kindBy(crossing: Crossing): Kind<object> {
    const toHandle = (object: object): unknown => {
      const handle = crossing.handOver(object, this);
      if (this.#isGone) crossing.lose(this); // nobody will read it
      return handle;
    };
    return { ...crossing, toHandle };
  }

  goesBy(next: Boundary | undefined): void {
    this.#next = next;
  }

  /** Does what went by this one go there? */
  leadsTo(there: Boundary): boolean {
    return (this.#next ?? this) === there;
  }

  /** The process is gone, and what has not arrived there never will. */
  gone(): void {
    this.#isGone = true;
    for (const crossing of crossings) crossing.lose(this);
  }
}
