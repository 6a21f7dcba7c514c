import {
  Barrier,
  Lock,
  RwLock,
  Semaphore,
  TaskGroup,
  joinAll,
  sleep,
  type Coroutine,
  type Guard,
  type Operation,
} from 'heddle';
import { permits, stay, visitors, visits, writers, type Doing, type Gate } from './gates.ts';

/** Hears what each of them does from a moment on. */
export type Tell = (who: string, doing: Doing) => void;

/** Waits until `who` is let in, and gives what lets the next one in. */
type Enter = (who: string) => Operation<Guard>;

// #region entering
function open(gate: Exclude<Gate, 'Barrier'>): Enter {
  switch (gate) {
    case 'Lock': {
      const lock = new Lock();
      return () => lock.acquire();
    }
    case 'Semaphore': {
      const semaphore = new Semaphore(permits);
      return () => semaphore.acquire();
    }
    case 'RwLock': {
      const { read, write } = new RwLock();
      return (who) => (writers.includes(who) ? write : read).acquire();
    }
  }
}

function* visit(who: string, enter: Enter, tell: Tell): Coroutine<void> {
  tell(who, 'waits');
  using _ = yield* enter(who);
  tell(who, 'inside');
  yield* sleep(stay);
}
// #endregion entering

/** All of them, each as often as it wants in. */
export function* visitAll(gate: Gate, tell: Tell): Coroutine<void> {
  const meeting = new Barrier(Object.keys(visitors).length);
  const enter = gate === 'Barrier' ? undefined : open(gate);
  yield* new TaskGroup({ name: gate }).run(function* (group) {
    const all = Object.entries(visitors).map(([name, work]) =>
      group.spawn({
        name,
        *target() {
          for (let times = 0; times < visits; times += 1) {
            tell(name, 'works');
            yield* sleep(work);
            if (enter !== undefined) yield* visit(name, enter, tell);
            else {
              tell(name, 'waits');
              yield* meeting.wait();
            }
          }
          tell(name, 'ended');
        },
      }),
    );
    yield* joinAll(all);
  });
}
