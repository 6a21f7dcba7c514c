import {
  DeadlockError,
  Lock,
  Semaphore,
  TaskGroup,
  acquireAll,
  joinAll,
  sleep,
  type Coroutine,
  type Guard,
} from 'heddle';
import { forkName, philosophers, type Manner } from './guests.ts';

export interface Dinner {
  readonly manner: Manner;
  /** How often each of them eats. */
  readonly meals: number;
  /** Milliseconds between taking the one fork and asking for the other, at this moment. */
  pace(): number;
  /** One of them was told that waiting would never end. */
  onDeadlock(error: DeadlockError): void;
  /** That one puts its fork down. */
  onGoesOn(): void;
  onMeal(who: string): void;
}

interface Table {
  readonly forks: readonly Lock[];
  readonly seats: Semaphore;
}

/** Five of them at one table, until all have eaten. */
export function* dine(dinner: Dinner): Coroutine<void> {
  const table = {
    forks: philosophers.map((_, index) => new Lock({ name: forkName(index) })),
    seats: new Semaphore(philosophers.length - 1, { name: 'seats' }),
  };
  yield* new TaskGroup({ name: 'dinner' }).run(function* (group) {
    const all = philosophers.map((name, seat) =>
      group.spawn({ name, target: philosophize, args: [seat, table, dinner] }),
    );
    yield* joinAll(all);
  });
}

function* philosophize(seat: number, table: Table, dinner: Dinner): Coroutine<void> {
  const name = philosophers[seat]!;
  for (let eaten = 0; eaten < dinner.meals;) {
    yield* sleep(dinner.pace() * 2); // thinks
    try {
      yield* eat(seat, table, dinner);
      eaten += 1;
      dinner.onMeal(name);
    } catch (error) {
      if (!(error instanceof DeadlockError)) throw error; // and what was taken is on the table again
    }
  }
}

// #region taking
function* eat(seat: number, { forks, seats }: Table, dinner: Dinner): Coroutine<void> {
  const left = forks[seat]!;
  const right = forks[(seat + 1) % forks.length]!;
  switch (dinner.manner) {
    case 'left first':
      return yield* withBoth(left, right, dinner);
    case 'lower number first':
      return yield* seat < forks.length - 1
        ? withBoth(left, right, dinner)
        : withBoth(right, left, dinner);
    case 'four at a time': {
      using _ = yield* seats.acquire();
      return yield* withBoth(left, right, dinner);
    }
    case 'both at once': {
      using _ = yield* acquireAll(left, right);
      yield* sleep(dinner.pace() * 2);
    }
  }
}

function* withBoth(first: Lock, second: Lock, dinner: Dinner): Coroutine<void> {
  using _first = yield* first.acquire();
  yield* sleep(dinner.pace()); // the others take theirs
  using _second = yield* askFor(second, dinner);
  yield* sleep(dinner.pace() * 2);
}
// #endregion taking

/** As `acquire`; one who is told of a cycle stays in it for a while, so that it can be looked at. */
function* askFor(fork: Lock, dinner: Dinner): Coroutine<Guard> {
  try {
    return yield* fork.acquire();
  } catch (error) {
    if (error instanceof DeadlockError) {
      dinner.onDeadlock(error);
      yield* sleep(dinner.pace() * 5);
      dinner.onGoesOn();
    }
    throw error;
  }
}
