import { platform } from '../realm.ts';
import { allow, nextTurn, spendStep } from '../wait/current.ts';
import { Ring } from './ring.ts';

/** Something that the loop runs for one step. */
export interface Runnable {
  step(): void;
}

/** How long, in milliseconds, the loop works before timers, I/O and frames have their turn. */
const budget = 5;
/** Operations between two looks at the clock: a look costs about as much as a switch. */
const operationsPerLook = 256;

const ready: Ring<Runnable> = /* @__PURE__ */ new Ring();
/** When the host last had its turn for certain. */
let hostTurn = -Infinity;
/** `working` in the loop; `called` or `hopping` while the host is to call it. */
let state: 'idle' | 'called' | 'working' | 'hopping' = 'idle';
const microtask: Promise<void> = /* @__PURE__ */ Promise.resolve();

/** Lets `runnable` take a step in its turn. */
export function makeReady(runnable: Runnable): void {
  ready.push(runnable);
  if (state === 'idle') {
    state = 'called';
    void microtask.then(enter);
  }
}

/** Runs outside of every async task's context: what the loop starts belongs to nobody who happened to wake it. */
function enter(): void {
  const context = platform().asyncContext;
  if (context === undefined) work();
  else context.run(undefined, work);
}

function work(): void {
  state = 'working';
  nextTurn();
  for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
    next.step();
    if (!spendStep() && overdue()) {
      state = 'hopping';
      platform().hop(resume);
      return;
    }
  }
  state = 'idle';
}

function overdue(): boolean {
  allow(operationsPerLook);
  return platform().now() - hostTurn >= budget;
}

function resume(): void {
  hostTurn = platform().now();
  enter();
}
