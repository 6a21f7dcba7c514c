import { CancelledError, spawn } from 'heddle';
import { trace } from 'heddle/trace';
import { dine, type Dinner } from './dinner.ts';
import { Table, type Seat } from './table.ts';

export interface Evening extends Dinner {
  /** Something at the table has changed. */
  onSeats(seats: readonly Seat[]): void;
}

/** A dinner that goes on in this page. */
export interface Sitting {
  /** True: all have eaten; false: it was stopped. */
  readonly done: Promise<boolean>;
  stop(): void;
}

/** Begins a dinner, and tells of each change at the table. */
export function begin(evening: Evening): Sitting {
  const table = new Table();
  evening.onSeats(table.seats);
  const stopTrace = trace((event) => {
    const before = table.seats;
    table.told(event);
    if (table.seats !== before) evening.onSeats(table.seats);
  });
  const dinner = spawn({ target: dine, args: [evening], name: 'dinner' });
  return { done: end(dinner, stopTrace), stop: () => dinner.cancel('the dinner was stopped') };
}

async function end(dinner: PromiseLike<void>, stopTrace: () => void): Promise<boolean> {
  try {
    await dinner;
    return true;
  } catch (error) {
    if (error instanceof CancelledError) return false;
    throw error;
  } finally {
    stopTrace();
  }
}
