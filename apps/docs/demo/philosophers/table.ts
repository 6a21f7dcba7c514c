import type { TraceEvent } from 'heddle/trace';
import { forkName, philosophers } from './guests.ts';

type Doing = 'thinks' | 'waits' | 'eats' | 'is full';

/** One at the table. */
export interface Seat {
  readonly name: string;
  readonly doing: Doing;
  /** The forks in its hands, by number from 0. */
  readonly holds: readonly number[];
  /** The fork it waits for. */
  readonly waitsFor: number | undefined;
}

const forks = philosophers.map((_, index) => forkName(index));

/** Which fork a text names, if it names one alone. */
function forkIn(text: string): number | undefined {
  const named = [...text.matchAll(/"([^"]+)"/g)].map(([, name]) => forks.indexOf(name!));
  return named.length === 1 && named[0]! >= 0 ? named[0] : undefined;
}

/** Who holds which fork and waits for which, as the trace tells it. */
export class Table {
  seats: readonly Seat[] = philosophers.map((name) => ({
    name,
    doing: 'thinks',
    holds: [],
    waitsFor: undefined,
  }));

  told(event: TraceEvent): void {
    const { task } = event as { task?: { readonly name: string } };
    const index = this.seats.findIndex(({ name }) => name === task?.name);
    if (index < 0) return;
    const before = this.seats[index]!;
    const after = changed(before, event);
    if (after !== before) this.seats = this.seats.with(index, after);
  }
}

function changed(seat: Seat, event: TraceEvent): Seat {
  switch (event.type) {
    case 'lock.acquired': {
      const holds = [...seat.holds, forks.indexOf(JSON.parse(event.lock))];
      return { ...seat, holds, doing: holds.length === 2 ? 'eats' : seat.doing };
    }
    case 'lock.released': {
      const fork = forks.indexOf(JSON.parse(event.lock));
      return { ...seat, holds: seat.holds.filter((held) => held !== fork), doing: 'thinks' };
    }
    case 'wait.begun':
      if (event.what.includes('time to pass')) return seat;
      return { ...seat, doing: 'waits', waitsFor: forkIn(event.what) ?? seat.waitsFor };
    case 'wait.granted':
    case 'wait.givenUp':
      return { ...seat, waitsFor: undefined };
    case 'task.ended':
      return { ...seat, doing: 'is full' };
    default:
      return seat;
  }
}
