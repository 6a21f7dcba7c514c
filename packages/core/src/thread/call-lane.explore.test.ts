import { describe, expect, it } from 'vitest';
import { thisAgent } from '../memory/agent.ts';
import { exploreThreads, type Threads } from '../testing/explored-threads.ts';
import { makeLane, modes, outcomes, setLane } from './call-lane.ts';
import { Callee } from './lane-callee.ts';
import { Caller } from './lane-caller.ts';

const task = 3;

/** Each body with its end of a lane whose rings hold a few records. */
function exploreLane(
  program: (threads: Threads) => { main(lane: Caller): void; worker(lane: Callee): void },
  options?: { preemptions?: number; dies?: 'main' | 'worker' },
): ReturnType<typeof exploreThreads> {
  setLane(16, 4);
  return exploreThreads((threads) => {
    const { main, worker } = program(threads);
    return {
      main() {
        const agent = thisAgent();
        const slot = makeLane(agent.memory);
        const lane = new Caller(agent, slot, threads.enlisted('worker').thread);
        threads.send(slot);
        main(lane);
      },
      worker() {
        const slot = threads.receive();
        worker(new Callee(thisAgent(), slot, threads.enlisted('main').thread));
      },
    };
  }, options);
}

/** Parks until there is something to read. */
function waitFor(lane: Caller | Callee): void {
  while (!lane.hasMore) {
    if (lane.waits(modes.parked)) thisAgent().park(Infinity);
    lane.goesOn();
  }
}

function nextOf(lane: Callee, skipped: (number: number) => void = () => {}): number {
  for (;;) {
    const request = lane.next(skipped);
    lane.release();
    if (request !== undefined) return request.number;
    waitFor(lane);
  }
}

function answerOf(lane: Caller): unknown[] {
  const answers: unknown[] = [];
  while (answers.length === 0) {
    waitFor(lane);
    lane.drain((...answer) => answers.push(...answer));
  }
  return answers;
}

describe(
  'a lane of calls, every order of the atomic accesses of two threads',
  { timeout: 120_000 },
  () => {
    it('each call is run once and answered, whoever waits for the other', async () => {
      const { states } = await exploreLane(() => ({
        main(lane) {
          for (const number of [1, 2]) {
            expect(lane.call(number, task, [number])).toBe(true);
            lane.publish();
            expect(answerOf(lane)).toEqual([number, outcomes.returned, number]);
          }
        },
        worker(lane) {
          for (const number of [1, 2]) {
            expect(nextOf(lane)).toBe(number);
            lane.answer(number, outcomes.returned, number);
            lane.publish();
          }
        },
      }));
      expect(states).toBeGreaterThan(50);
    });

    it('a call that is taken back is skipped, or was begun; never both, never neither', async () => {
      await exploreLane(() => ({
        main(lane) {
          lane.call(1, task, []);
          lane.publish();
          const isBack = lane.takeBack(1);
          lane.call(2, task, []);
          lane.publish();
          const told: unknown[] = [];
          while (told.length < 6) {
            waitFor(lane);
            lane.drain((...answer) => told.push(...answer));
          }
          expect(told).toEqual([
            1,
            isBack ? outcomes.skipped : outcomes.returned,
            undefined,
            2,
            outcomes.returned,
            undefined,
          ]);
        },
        worker(lane) {
          for (let last = 0; last !== 2;) {
            last = nextOf(lane, (number) => {
              lane.tell(number, outcomes.skipped);
              lane.publish();
            });
            lane.answer(last, outcomes.returned, undefined);
            lane.publish();
          }
        },
      }));
    });

    it('one whose message comes later is begun then, or was taken back; never both, never neither', async () => {
      await exploreLane((threads) => ({
        main(lane) {
          lane.callByMessage(1, task, 7, () => threads.send(7, 1));
          lane.publish();
          const isBack = lane.takeBack(1);
          const how = isBack ? outcomes.skipped : outcomes.returned;
          expect(answerOf(lane)).toEqual([1, how, undefined]);
          expect(lane.isTakenBack(1)).toBe(false);
        },
        worker(lane) {
          expect(nextOf(lane)).toBe(1);
          expect(threads.receive(1)).toBe(7);
          const hasBegun = lane.begin(1);
          if (!hasBegun) lane.forget(1);
          lane.tell(1, hasBegun ? outcomes.returned : outcomes.skipped);
          lane.publish();
        },
      }));
    });

    it('of a worker that dies at any step one call is lost at most, and each is answered, begun, or can be taken back', async () => {
      const ends = new Set<string>();
      await exploreLane(
        (threads) => ({
          main(lane) {
            for (const number of [1, 2]) lane.call(number, task, [number]);
            lane.publish();
            const isDead = threads.died();
            const answered: number[] = [];
            lane.drain((number) => answered.push(number));
            const lost = [1, 2].filter((number) => {
              if (answered.includes(number)) return false;
              expect(isDead).toBe(true);
              const hasBegun = lane.hasBegun(number);
              expect(lane.takeBack(number)).toBe(!hasBegun);
              return hasBegun;
            });
            ends.add(`${answered.length} answered, ${lost.length} lost`);
          },
          worker(lane) {
            for (const number of [1, 2]) {
              expect(nextOf(lane)).toBe(number);
              lane.answer(number, outcomes.returned, number);
              lane.publish();
            }
          },
        }),
        { dies: 'worker' },
      );
      expect([...ends].toSorted()).toEqual([
        '0 answered, 0 lost',
        '0 answered, 1 lost',
        '1 answered, 0 lost',
        '1 answered, 1 lost',
        '2 answered, 0 lost',
      ]);
    });

    it('a full ring has room again once the worker has read', async () => {
      await exploreLane((threads) => ({
        main(lane) {
          for (let number = 0; number < 4; number++) {
            while (!lane.call(number, task, [number, number])) {
              lane.publish();
              answerOf(lane);
            }
            threads.mark();
          }
          lane.publish();
        },
        worker(lane) {
          for (let number = 0; number < 4; number++) {
            expect(nextOf(lane)).toBe(number);
            lane.answer(number, outcomes.returned, undefined);
            lane.publish();
            threads.mark();
          }
        },
      }));
    });

    it('one that listens to its bell hears of what is published', async () => {
      await exploreLane((threads) => ({
        main(lane) {
          lane.call(1, task, []);
          lane.publish();
        },
        worker(lane) {
          const { bell } = thisAgent();
          const listener = { heard: false, look: () => void (listener.heard = lane.hasMore) };
          bell.listen(listener);
          if (lane.waits(modes.listening)) while (!listener.heard) threads.turn();
          bell.quiet(listener);
          expect(nextOf(lane)).toBe(1);
        },
      }));
    });
  },
);
