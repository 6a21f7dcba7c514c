import { behaviour, type Behaviour } from '../behaviour.ts';
import { servingQueues } from '../tasks/serving-queues.ts';
import { servingValues } from '../tasks/serving-values.ts';
import { servedAlike } from './served-alike.ts';

/** What a process sees of the queues and numbers of another one. */
export const processServedQueues: readonly Behaviour[] = [
  behaviour({
    id: 'process.serves-queue',
    title:
      'a Queue that a process is given: it puts, gets, waits in vain, marks and joins as a thread',
    about: 'process',
    kind: 'normal',
    needs: ['processes', 'threads', 'sharedMemory'],
    run: (heddle) =>
      servedAlike(heddle, servingQueues.queue, async () => {
        const queue = new heddle.Queue<unknown>({ name: 'work', maxsize: 5 });
        const full = new heddle.Queue<unknown>({ name: 'full', maxsize: 1 });
        const ended = new heddle.Queue<unknown>({ name: 'ended' });
        await full.put('the one');
        await ended.putMany(['a', 'b']);
        ended.shutdown();
        return [queue, full, ended];
      }),
    expect: {
      is: [true, 'work', 5, true],
      empty: [0, true, false, false],
      copy: [true, 2],
      blocking: 'blocking',
      tried: [true, 'tried', true],
      many: [[1, 2], [3]],
      late: [
        'TimeoutError HEDDLE_TIMEOUT get from queue "work" timed out after 20 ms: it holds 0 of 5 items',
        'TimeoutError',
        'TimeoutError HEDDLE_TIMEOUT put into queue "full" timed out after 20 ms: it holds 1 of 1 items',
        'TimeoutError',
        false,
      ],
      aborted: ['RangeError enough', 'RangeError enough'],
      notJoined:
        'TimeoutError HEDDLE_TIMEOUT join of queue "work" timed out after 20 ms: 6 items are not done',
      tooMany:
        'TaskDoneError HEDDLE_TASK_DONE taskDone of queue "work" was called more often than items were put',
      chosen: ['full', 'the one'],
      inTask: 'in a task',
      left: ['a', 'b'],
      ended: [
        true,
        'ShutDownError HEDDLE_SHUT_DOWN cannot get from queue "ended": it was shut down',
        'ShutDownError HEDDLE_SHUT_DOWN cannot get from queue "ended": it was shut down',
        'ShutDownError HEDDLE_SHUT_DOWN cannot put into queue "ended": it was shut down',
        'ShutDownError HEDDLE_SHUT_DOWN cannot put into queue "ended": it was shut down',
      ],
      bad: [
        'InvalidArgumentError HEDDLE_INVALID_ARGUMENT get from queue "work": options must be an object, got 5',
        'InvalidArgumentError HEDDLE_INVALID_ARGUMENT getMany from queue "work": needs a whole number from 1 up, got 0',
        'InvalidArgumentError HEDDLE_INVALID_ARGUMENT putMany into queue "work": needs an array or another iterable, got 5',
      ],
      cannotCross: ['CannotSendError', 'CannotSendError'],
      size: 0,
      asInThread: true,
    },
  }),
  behaviour({
    id: 'process.serves-queue-kinds',
    title: 'a process gets the last first, the least first, and loops until the end',
    about: 'process',
    kind: 'normal',
    needs: ['processes', 'threads', 'sharedMemory'],
    run: (heddle) =>
      servedAlike(heddle, servingQueues.kinds, () => [
        new heddle.LifoQueue<number>(),
        new heddle.PriorityQueue<number>(),
        new heddle.SimpleQueue<number>({ name: 'log' }),
      ]),
    expect: {
      is: [true, true, true],
      lifo: [1, 3, 2],
      priority: [1, 2, 3],
      each: [2, 3, 1],
      ended: 'ShutDownError HEDDLE_SHUT_DOWN cannot get from simple queue "log": it was shut down',
      asInThread: true,
    },
  }),
  behaviour({
    id: 'process.serves-channels',
    title: 'a process meets another one at a Channel, or leaves items in its buffer',
    about: 'process',
    kind: 'normal',
    needs: ['processes', 'threads', 'sharedMemory'],
    run: (heddle) =>
      servedAlike(
        heddle,
        servingQueues.channels,
        () => [
          new heddle.Channel<number>({ name: 'met' }),
          new heddle.Channel<number>({ name: 'buffered', capacity: 2 }),
        ],
        async (met) => {
          const got = [await met.receive(), await met.receive()];
          await met.send(got[0]! + got[1]!);
        },
      ),
    expect: {
      is: [true, 0, 2],
      back: 3,
      alone: [
        false,
        true,
        'TimeoutError HEDDLE_TIMEOUT send on channel "met" timed out after 20 ms: nobody is at its other end',
        'TimeoutError',
      ],
      full: [2, false],
      rest: [1, 2],
      closed: [
        'ShutDownError HEDDLE_SHUT_DOWN cannot send on channel "buffered": it was closed',
        'ShutDownError HEDDLE_SHUT_DOWN cannot receive from channel "buffered": it was closed',
        'ShutDownError HEDDLE_SHUT_DOWN cannot close channel "buffered": it was closed before; let one task close it, after the last send',
      ],
      asInThread: true,
    },
  }),
  behaviour({
    id: 'process.serves-values',
    title: 'a Value, a SharedArray and a record that a process is given: each change is atomic',
    about: 'process',
    kind: 'normal',
    needs: ['processes', 'threads', 'sharedMemory'],
    run: (heddle) =>
      servedAlike(heddle, servingValues.numbers, () => [
        new heddle.Value('i32', 1, { name: 'hits' }),
        new heddle.Value('u64', 2n ** 63n),
        new heddle.SharedArray('f64', [1, 2, 3]),
        heddle.record({ balance: 'f64', changes: 'i32' }, { balance: 1 }),
      ]),
    expect: {
      is: [true, true, true],
      type: ['i32', 'u64', 'f64', 3, 'hits'],
      changes: [5, 7, 12, 6, 6, 2, 10, 11],
      now: 23,
      large: ['9223372036854775808', '9223372036854775809'],
      elements: [2.5, 3, 1, 3],
      all: [
        [1.5, 2.5, -3],
        [1.5, 2.5, -3],
      ],
      fields: [2.5, 1, 7, 7],
      locked: [true, false, true],
      bad: [
        'InvalidArgumentError HEDDLE_INVALID_ARGUMENT value of the Value "hits" of i32: needs a whole number, got "x"',
        'InvalidArgumentError HEDDLE_INVALID_ARGUMENT add of the Value "hits" of i32: needs a whole number, got 1.5',
        'InvalidArgumentError HEDDLE_INVALID_ARGUMENT add of a Value of u64: needs a bigint, got 1',
        'InvalidArgumentError HEDDLE_INVALID_ARGUMENT get of a SharedArray of f64 of length 3: needs an index from 0 to 2, got 99',
        'InvalidArgumentError HEDDLE_INVALID_ARGUMENT add of a record: its fields are balance, changes, got "none"',
      ],
      asInThread: true,
    },
  }),
];
