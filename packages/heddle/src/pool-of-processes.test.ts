import { describe, expect, test } from 'vitest';
import { runOn, runtimes, type Runtime } from './fixtures/run-on.ts';

/** In which processes the first pool of the program has its calls: those of another runtime. */
const other: Record<Runtime, Runtime> = { node: 'bun', bun: 'deno', deno: 'node' };

/** All facts come out of one run of one program, since processes take their time to start. */
type Seen = Record<string, unknown>;
const runs = new Map<Runtime, Promise<Seen>>();
function seenOn(runtime: Runtime): Promise<Seen> {
  let run = runs.get(runtime);
  if (run === undefined) {
    run = runOn(runtime, 'pool-of-processes.ts', { args: [other[runtime]] }).then(
      (printed) => JSON.parse(printed) as Seen,
    );
    runs.set(runtime, run);
  }
  return run;
}

const done = { value: { done: true } };

describe.each(runtimes)('a pool of processes on %s', (runtime) => {
  test.each<[string, Seen]>([
    [
      'each process begins with its initializer, once',
      { workers: 2, who: { elsewhere: true, begun: 1, word: 'word' } },
    ],
    ['149: apply gives the result, or throws', { apply: 3, applyThrows: 'RangeError: 1 is odd' }],
    [
      '150: an AsyncResult tells how it has ended, once it has',
      {
        applyAsync: {
          before: {
            ready: false,
            successful:
              'InvalidStateError: successful of call of hands.add in pool "hands": it has not ended; await wait() or get() first',
          },
          got: 7,
          ready: true,
          successful: true,
        },
      },
    ],
    ['156: one of two callbacks is called', { told: [7, 'RangeError: 3 is odd'] }],
    [
      '151: map gives all results in order, or the first failure, with chunks or without',
      {
        map: [2, 4, 6],
        mapInChunks: [2, 4, 6],
        mapThrows: 'RangeError: 1 is odd',
        mapThrowsInChunks: 'RangeError: 1 is odd',
      },
    ],
    ['152: starmap spreads its items', { starmap: [3, 7, 11], starmapInChunks: [3, 7, 11] }],
    [
      '153, 155: imap gives each outcome at its place, that of the iterable too',
      {
        imap: [
          { value: { done: false, value: 0 } },
          'RangeError: 1 is odd',
          'RangeError: no more items',
          done,
        ],
        late: 'TimeoutError: next of imap in pool "hands" timed out after 5 ms: 0 of 1 items are done',
      },
    ],
    ['154: imapUnordered gives all of them', { imapUnordered: [2, 4, 6] }],
    [
      '161: what cannot cross fails its call only, also beside one that does not end',
      {
        cannotCross: {
          unsendable: 'CannotSendError: cannot send result.onDone: a function',
          next: 2,
        },
        cannotGo: 'CannotSendError: cannot send args[0]: a function',
      },
    ],
    [
      '157, 158: join comes after close or terminate, which refuse more',
      {
        tooEarly:
          'InvalidStateError: join of pool "hands": it still takes calls; close or terminate it first',
        terminated: [
          0,
          'ShutDownError: apply: pool "hands" was terminated; make a new one, or close it after its last call',
        ],
        refused:
          'ShutDownError: apply: pool "lone" was closed; make a new one, or close it after its last call',
        closed: [0, true, 5],
      },
    ],
    ['159: who leaves its block terminates it', { left: false }],
    ['160: a process is replaced after so many calls', { replaced: [true, false] }],
    [
      '164: one that was killed is an error where its call is, and the pool goes on',
      {
        killed: [
          'ProcessDiedError: call of hands.killed failed: worker "lone_1" of pool "lone" (pid N) ended by SIGKILL before its task did',
          done,
        ],
        afterwards: false,
      },
    ],
    [
      'a lock in an error is the same lock, or serves from there',
      { brought: [true, true, 'held'] },
    ],
    [
      'the end of a pipe that one had who was killed is closed',
      {
        orphaned: [
          'ProcessDiedError: call of hands.diesWith failed: worker "lone_2" of pool "lone" (pid N) ended by SIGKILL before its task did',
          'EndOfFileError: recv of connection "pipe-1-a": the other end is closed, and all that it sent was received',
        ],
      },
    ],
    ['each process has several coroutines at a time', { beside: [1, 2, 3] }],
    [
      'an initializer that fails breaks it',
      {
        broken:
          'BrokenProcessPoolError: hands.add: pool "bad" is broken: its initializer hands.beginBadly failed: RangeError: no use',
      },
    ],
  ])('%s', async (_, expected) => {
    expect(await seenOn(runtime)).toMatchObject(expected);
  });
});
