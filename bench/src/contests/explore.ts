import { assert, asyncProperty, scheduler, type Scheduler } from 'fast-check';
import { joinAll, spawn, yieldNow, type Coroutine } from 'heddle';
import { explore } from 'heddle/testing';
import type { Contest } from '../contest.ts';
import { depthFirst } from '../peers/depth-first.ts';

const tasks = 3;
const steps = 3;

/** What the steps of all tasks count together. */
interface Counter {
  steps: number;
}

function* heddle(counter: Counter): Coroutine<void> {
  for (let step = 1; ; step += 1) {
    counter.steps += 1;
    if (step === steps) return;
    yield* yieldNow();
  }
}

function* bare(counter: Counter): Generator<undefined, void, void> {
  for (let step = 1; ; step += 1) {
    counter.steps += 1;
    if (step === steps) return;
    yield;
  }
}

function three<T>(make: () => T): T[] {
  return Array.from({ length: tasks }, make);
}

export const exploreContest: Contest = {
  id: 'explore',
  title: `a schedule of a program of ${tasks} tasks with ${steps} steps each`,
  sum: (schedules) => schedules * tasks * steps,
  open: () => [
    {
      name: 'explore()',
      async run(schedules) {
        const counter: Counter = { steps: 0 };
        for (let ran = 0; ran < schedules;) {
          const explored = await explore(
            function* (): Coroutine<void> {
              yield* joinAll(three(() => spawn(heddle, counter)));
            },
            { schedules: schedules - ran },
          );
          ran += explored.schedules;
        }
        return counter.steps;
      },
    },
    {
      name: 'bare generators, depth first',
      run(schedules) {
        const counter: Counter = { steps: 0 };
        for (let ran = 0; ran < schedules;) {
          ran += depthFirst(() => three(() => bare(counter)), schedules - ran);
        }
        return counter.steps;
      },
    },
    {
      name: 'fast-check, scheduler, random',
      async run(numRuns) {
        const counter: Counter = { steps: 0 };
        const task = async (order: Scheduler) => {
          for (let step = 0; step < steps; step += 1) {
            await order.schedule(Promise.resolve());
            counter.steps += 1;
          }
        };
        const program = asyncProperty(scheduler(), async (order) => {
          const all = three(() => task(order));
          await order.waitIdle();
          await Promise.all(all);
        });
        await assert(program, { numRuns });
        return counter.steps;
      },
    },
  ],
};
