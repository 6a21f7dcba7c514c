import type { Part } from './statement.ts';

export const generators: Part = {
  letter: 'R',
  title: 'generators',
  statements: [
    {
      number: 235,
      says: 'Calling a generator function runs nothing until the first next().',
      theirs: 'TG (tutorial doctests)',
      state: {
        shown: [
          'packages/core/src/coroutine/coroutine.test.ts > 235: calling it runs nothing until the first next()',
        ],
      },
    },
    {
      number: 236,
      says: '`send(v)` with v != None to a just-started generator raises TypeError; `send(None)` starts it.',
      theirs: 'TG.GeneratorTest.test_send_non_none_to_new_gen',
      here: 'first next(v) silently drops v.',
      state: {
        shown: [
          'packages/core/src/coroutine/coroutine.test.ts > 236: a value sent to a just-started one is an InvalidStateError, where JavaScript drops it; send(undefined) starts it',
        ],
      },
    },
    {
      number: 237,
      says: '`send(v)` makes v the value of the suspended yield, returns the next yielded value, or raises StopIteration(value).',
      theirs: 'TG doctests',
      state: {
        shown: [
          'packages/core/src/coroutine/coroutine.test.ts > 237: send(v) makes v the value of the suspended yield, gives the next yielded value, and at the end what was returned',
        ],
      },
    },
    {
      number: 238,
      says: '`throw(e)` raises e at the yield; if caught, returns the next yielded value; on a not-started one raises at the start and finishes it.',
      theirs: 'TG.GeneratorThrowTest.*; ExceptionTest.test_except_throw',
      state: {
        shown: [
          'packages/core/src/coroutine/coroutine.test.ts > 238: throw(e) > raises e at the yield; if caught, gives the next yielded value',
          'packages/core/src/coroutine/coroutine.test.ts > 238: throw(e) > that is not caught goes to the caller and ends it',
          'packages/core/src/coroutine/coroutine.test.ts > 238: throw(e) > on a not-started one raises at the start and finishes it; on a finished one it just raises',
        ],
      },
    },
    {
      number: 239,
      says: '`close()` throws GeneratorExit at the yield; yielding again from there raises RuntimeError; no-op when not started or finished.',
      theirs:
        'TG.GeneratorCloseTest.test_close_not_catching_exit, test_close_not_started, test_close_closed, test_close_exhausted',
      state: {
        shown: [
          'packages/core/src/coroutine/coroutine.test.ts > 239: close() > throws GeneratorExit at the yield, which runs finally and is caught as a CancelledError',
          'packages/core/src/coroutine/coroutine.test.ts > 239: close() > yielding again from there is an InvalidStateError, and it can be closed once more',
          'packages/core/src/coroutine/coroutine.test.ts > 239: close() > is nothing when not started, which then never runs, and when finished',
        ],
      },
    },
    {
      number: 240,
      says: "[3.13] close() returns the generator's return value if it caught GeneratorExit and returned one; else None.",
      theirs: 'TG.GeneratorCloseTest.test_close_return_value, test_close_no_return_value',
      state: {
        shown: [
          'packages/core/src/coroutine/coroutine.test.ts > 240: close() gives what it returned if it caught GeneratorExit and returned, where generator.return() cannot be caught',
        ],
      },
    },
    {
      number: 241,
      says: 'close() propagates any other exception raised in the cleanup.',
      theirs: 'TG.test_close_raises',
      state: {
        shown: [
          'packages/core/src/coroutine/coroutine.test.ts > 241: close() lets any other exception of the cleanup through',
        ],
      },
    },
    {
      number: 242,
      says: 'A StopIteration raised inside the body becomes RuntimeError.',
      theirs: 'TG.ExceptionTest.test_stopiteration_error',
      state: {
        different:
          'There is no StopIteration in JavaScript, so nothing that the body throws can be mistaken for its end.',
        shown: [
          'packages/core/src/coroutine/coroutine.test.ts > 242: there is no StopIteration to be mistaken for the end: whatever the body throws comes out as it is',
        ],
      },
    },
    {
      number: 243,
      says: "`yield from g` delegates next/send/throw/close and evaluates to g's return value.",
      theirs: 'TG.YieldFromTests; test_yield_from',
      state: {
        shown: [
          'packages/core/src/coroutine/coroutine.test.ts > 243: yield* delegates > next, send and throw, and evaluates to what the inner one returned',
          'packages/core/src/coroutine/coroutine.test.ts > 243: yield* delegates > close: the inner one is closed, and the outer one too, even if the inner one returns in answer',
        ],
      },
    },
    {
      number: 244,
      says: 'Re-entering a running generator raises ValueError ("already executing").',
      theirs: 'TG doctests',
      here: 'TypeError "already running".',
      state: {
        shown: [
          'packages/core/src/coroutine/coroutine.test.ts > 244: re-entering a running one is an InvalidStateError, and it goes on',
        ],
      },
    },
    {
      number: 245,
      says: 'A finished generator raises StopIteration forever.',
      theirs: 'TG.test_close_exhausted',
      state: {
        shown: [
          'packages/core/src/coroutine/coroutine.test.ts > 245: a finished one is done forever',
        ],
      },
    },
    {
      number: 246,
      says: 'Generators cannot be copied or pickled.',
      theirs: 'TG.GeneratorTest.test_copy, test_pickle',
      here: 'nor structured-cloned: coroutines cannot migrate between threads.',
      state: {
        shown: [
          'hand-over.raw-clone',
          'packages/core/src/coroutine/coroutine.test.ts > 246: it cannot be copied: structured clone and JSON refuse',
        ],
      },
    },
    {
      number: 247,
      says: 'Garbage collecting a suspended generator runs its finally blocks.',
      theirs: 'TG.FinalizationTest.*',
      here: 'never happens; need an explicit close.',
      state: {
        different:
          'JavaScript runs no finally of what it collects: close it, with using, break or close().',
        shown: [
          'packages/core/src/coroutine/coroutine.test.ts > 247: JavaScript runs no finally of a generator that it collects; using, break and close do',
        ],
      },
    },
  ],
};
