import { behaviour, type Behaviour } from '../behaviour.ts';
import { servingLocks } from '../tasks/serving-locks.ts';
import { servedAlike } from './served-alike.ts';

/** What a process sees of the locks of another one. */
export const processServedLocks: readonly Behaviour[] = [
  behaviour({
    id: 'process.serves-lock',
    title:
      'a Lock that a process is given: it is taken, waited for in vain and released as by a thread',
    about: 'process',
    kind: 'normal',
    needs: ['processes', 'threads', 'sharedMemory'],
    run: (heddle) =>
      servedAlike(heddle, servingLocks.lock, async () => {
        const held = new heddle.Lock({ name: 'held' });
        await held.acquire();
        return [new heddle.Lock({ name: 'account' }), held];
      }),
    expect: {
      is: [true, 'account', true, false, true, false],
      whileHeld: [true, true],
      spent:
        'SpentGuardError HEDDLE_SPENT_GUARD cannot release "account": this guard is spent, it was released before',
      whileBlocking: true,
      inTask: true,
      run: true,
      tried: true,
      ended: [
        'TimeoutError HEDDLE_TIMEOUT acquire of "held" timed out after 20 ms: main holds it',
        'TimeoutError HEDDLE_TIMEOUT acquire of "held" timed out after 0 ms: main holds it',
        'RangeError before',
        'RangeError meanwhile',
      ],
      inTime: 'TimeoutError',
      bad: [
        'InvalidArgumentError HEDDLE_INVALID_ARGUMENT acquire of "held": options must be an object, got 100',
        'InvalidArgumentError HEDDLE_INVALID_ARGUMENT acquire of "held": timeout must be a number of milliseconds from 0 up, got -1',
      ],
      notOwner:
        'NotOwnerError HEDDLE_NOT_OWNER cannot release "held": main holds it; acquire it before',
      notHeld:
        'NotOwnerError HEDDLE_NOT_OWNER cannot release "account": nobody holds it; acquire it before',
      nothingToRecover: true,
      chosen: 'free',
      left: false,
      asInThread: true,
    },
  }),
  behaviour({
    id: 'process.serves-rlock',
    title:
      'an RLock that a process is given: each of its tasks, or a flow with an owner, takes it again',
    about: 'process',
    kind: 'normal',
    needs: ['processes', 'threads', 'sharedMemory'],
    run: (heddle) =>
      servedAlike(heddle, servingLocks.rlock, () => [new heddle.RLock({ name: 'tree' })]),
    expect: {
      is: true,
      levels: [
        3,
        'SpentGuardError HEDDLE_SPENT_GUARD cannot release "tree": this guard is spent, it was released before',
        true,
        0,
        false,
      ],
      spent:
        'SpentGuardError HEDDLE_SPENT_GUARD cannot release "tree": this guard is spent, it was released before',
      others:
        'NoOwnerError HEDDLE_NO_OWNER acquire of "tree": it has to know who asks, and this flow is no task that Heddle knows; run it with spawn(), pass { owner } along, or use a Lock in its place',
      run: [2, 0],
      notOwner:
        'NotOwnerError HEDDLE_NOT_OWNER cannot release "tree": nobody holds it; acquire it before',
      left: false,
      asInThread: true,
    },
  }),
  behaviour({
    id: 'process.serves-rw-lock',
    title: 'an RwLock that a process is given: many read or one writes, and goes on as a reader',
    about: 'process',
    kind: 'normal',
    needs: ['processes', 'threads', 'sharedMemory'],
    run: (heddle) =>
      servedAlike(heddle, servingLocks.rwLock, () => [new heddle.RwLock({ name: 'settings' })]),
    expect: {
      is: [true, 'settings', true],
      reading: [2, false, true],
      noWriter: [true, 'TimeoutError', 'TimeoutError'],
      spent:
        'SpentGuardError HEDDLE_SPENT_GUARD cannot release rw lock "settings": this guard is spent, it was released before',
      twice:
        'SpentGuardError HEDDLE_SPENT_GUARD cannot release rw lock "settings": this guard is spent, it was released before',
      writing: [true, 0, true],
      after: [false, 1],
      spentWriter: [
        'SpentGuardError HEDDLE_SPENT_GUARD cannot release rw lock "settings": this guard is spent, it was released before',
        'SpentGuardError HEDDLE_SPENT_GUARD cannot downgrade rw lock "settings": this guard is spent, it was released before',
      ],
      run: [true, 1],
      notOwner:
        'NotOwnerError HEDDLE_NOT_OWNER cannot release rw lock "settings" (write): nobody is in',
      left: [false, false, true],
      asInThread: true,
    },
  }),
  behaviour({
    id: 'process.serves-condition',
    title:
      'a Condition that a process is given: it waits until the other one has changed something, and has the lock again however that ends',
    about: 'process',
    kind: 'normal',
    needs: ['processes', 'threads', 'sharedMemory'],
    run: (heddle) =>
      servedAlike(
        heddle,
        servingLocks.condition,
        () => [new heddle.Condition(undefined, { name: 'changed' }), new heddle.Value('i32', 0)],
        (condition, turn) =>
          heddle.spawn(function* () {
            const guard = yield* condition.acquire();
            while (turn.value !== 1) yield* condition.wait();
            turn.value = 2;
            condition.notifyAll();
            guard.release();
          }),
      ),
    expect: {
      is: [true, true, 'changed'],
      without: [
        'NotOwnerError HEDDLE_NOT_OWNER cannot wait for condition "changed" without holding "changed": nobody holds it; acquire it before',
        'NotOwnerError HEDDLE_NOT_OWNER cannot notify condition "changed" without holding "changed": nobody holds it; acquire it before',
      ],
      notified: [2, 20, true, false],
      late: [
        'wait of condition "changed" timed out after 20 ms: nobody has notified it',
        true,
        'enough',
        true,
      ],
      cancelled: [true, 'CancelledError', false],
      blocking: 'TimeoutError',
      atOnce: 'holds',
      left: false,
      asInThread: true,
    },
  }),
  behaviour({
    id: 'process.serves-semaphores',
    title: 'semaphores that a process is given: permits are taken and given back, never too many',
    about: 'process',
    kind: 'normal',
    needs: ['processes', 'threads', 'sharedMemory'],
    run: (heddle) =>
      servedAlike(heddle, servingLocks.semaphores, () => [
        new heddle.Semaphore(2, { name: 'slots' }),
        new heddle.BoundedSemaphore(1, { name: 'one' }),
      ]),
    expect: {
      is: [true, 2, true, 1],
      taken: [0, true, true],
      late: [
        'TimeoutError HEDDLE_TIMEOUT acquire of semaphore "slots" timed out after 20 ms: 0 of its 2 permits are free',
        'TimeoutError',
      ],
      spent:
        'SpentGuardError HEDDLE_SPENT_GUARD cannot release semaphore "slots": this guard is spent, it was released before',
      notSpent: 'undefined',
      left: 1,
      run: 2,
      overReleased: [
        'OverReleaseError HEDDLE_OVER_RELEASE release of bounded semaphore "one": 1 more than its 1 would be above 1',
        'OverReleaseError HEDDLE_OVER_RELEASE release of bounded semaphore "one": 1 more than its 1 would be above 1',
      ],
      bad: [
        'InvalidArgumentError HEDDLE_INVALID_ARGUMENT release of semaphore "slots": permits must be a whole number from 1 up, got 0',
        'InvalidArgumentError HEDDLE_INVALID_ARGUMENT acquire of semaphore "slots": permits must be a whole number from 1 to 2147483647, got 0',
      ],
      end: [3, 1],
      asInThread: true,
    },
  }),
  behaviour({
    id: 'process.serves-meetings',
    title: 'an Event, a Latch and a Barrier that a process is given',
    about: 'process',
    kind: 'normal',
    needs: ['processes', 'threads', 'sharedMemory'],
    run: (heddle) =>
      servedAlike(
        heddle,
        servingLocks.meetings,
        () => [
          new heddle.Event({ name: 'go' }),
          new heddle.Latch(1, { name: 'ready' }),
          new heddle.Barrier(2, { name: 'both' }),
        ],
        async (_event, _latch, barrier) => {
          await barrier.wait();
          await barrier.wait();
        },
      ),
    expect: {
      is: [true, true, true],
      unset: [
        false,
        'TimeoutError HEDDLE_TIMEOUT wait of event "go" timed out after 20 ms: it is not set',
        'TimeoutError',
      ],
      set: true,
      closed: [
        1,
        false,
        'TimeoutError HEDDLE_TIMEOUT wait of latch "ready" timed out after 20 ms: it is still to be counted down 1 times',
      ],
      open: [
        true,
        'latch',
        'OverReleaseError HEDDLE_OVER_RELEASE countDown of latch "ready": cannot count 1 down from 0',
      ],
      rounds: 2,
      late: 'TimeoutError',
      broken: [
        true,
        'BrokenBarrierError HEDDLE_BROKEN_BARRIER wait of barrier "both": it was aborted or reset, or somebody\'s time was over, or its action failed; reset() makes a broken one usable again',
      ],
      mended: false,
      aborted: 'BrokenBarrierError',
      parties: 2,
      asInThread: true,
    },
  }),
];
