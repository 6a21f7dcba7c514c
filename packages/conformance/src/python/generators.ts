import type { Part } from './statement.ts';

export const generators: Part = {
  letter: 'R',
  title: 'generators',
  statements: [
    {
      number: 235,
      says: 'Calling a generator function runs nothing until the first next().',
      theirs: 'TG (tutorial doctests)',
      state: 'open',
    },
    {
      number: 236,
      says: '`send(v)` with v != None to a just-started generator raises TypeError; `send(None)` starts it.',
      theirs: 'TG.GeneratorTest.test_send_non_none_to_new_gen',
      here: 'first next(v) silently drops v.',
      state: 'open',
    },
    {
      number: 237,
      says: '`send(v)` makes v the value of the suspended yield, returns the next yielded value, or raises StopIteration(value).',
      theirs: 'TG doctests',
      state: 'open',
    },
    {
      number: 238,
      says: '`throw(e)` raises e at the yield; if caught, returns the next yielded value; on a not-started one raises at the start and finishes it.',
      theirs: 'TG.GeneratorThrowTest.*; ExceptionTest.test_except_throw',
      state: 'open',
    },
    {
      number: 239,
      says: '`close()` throws GeneratorExit at the yield; yielding again from there raises RuntimeError; no-op when not started or finished.',
      theirs:
        'TG.GeneratorCloseTest.test_close_not_catching_exit, test_close_not_started, test_close_closed, test_close_exhausted',
      state: 'open',
    },
    {
      number: 240,
      says: "[3.13] close() returns the generator's return value if it caught GeneratorExit and returned one; else None.",
      theirs: 'TG.GeneratorCloseTest.test_close_return_value, test_close_no_return_value',
      state: 'open',
    },
    {
      number: 241,
      says: 'close() propagates any other exception raised in the cleanup.',
      theirs: 'TG.test_close_raises',
      state: 'open',
    },
    {
      number: 242,
      says: 'A StopIteration raised inside the body becomes RuntimeError.',
      theirs: 'TG.ExceptionTest.test_stopiteration_error',
      state: 'open',
    },
    {
      number: 243,
      says: "`yield from g` delegates next/send/throw/close and evaluates to g's return value.",
      theirs: 'TG.YieldFromTests; test_yield_from',
      state: 'open',
    },
    {
      number: 244,
      says: 'Re-entering a running generator raises ValueError ("already executing").',
      theirs: 'TG doctests',
      here: 'TypeError "already running".',
      state: 'open',
    },
    {
      number: 245,
      says: 'A finished generator raises StopIteration forever.',
      theirs: 'TG.test_close_exhausted',
      state: 'open',
    },
    {
      number: 246,
      says: 'Generators cannot be copied or pickled.',
      theirs: 'TG.GeneratorTest.test_copy, test_pickle',
      here: 'nor structured-cloned: coroutines cannot migrate between threads.',
      state: { shown: ['hand-over.raw-clone'] },
    },
    {
      number: 247,
      says: 'Garbage collecting a suspended generator runs its finally blocks.',
      theirs: 'TG.FinalizationTest.*',
      here: 'never happens; need an explicit close.',
      state: 'open',
    },
  ],
};
