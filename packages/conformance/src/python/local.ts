import type { Part } from './statement.ts';

export const local: Part = {
  letter: 'H',
  title: 'threading.local / contextvars',
  statements: [
    {
      number: 72,
      says: 'Attributes set in one thread are invisible in another (AttributeError there).',
      theirs: 'TL.test_threading_local',
      state: 'open',
    },
    {
      number: 73,
      says: "A subclass' `__init__` runs again with the same arguments in each thread that touches the object.",
      theirs: 'TL.test_threading_local_subclass',
      state: 'open',
    },
    {
      number: 74,
      says: 'Passing constructor args without an overriding __init__ raises TypeError.',
      theirs: 'TL.test_arguments',
      state: 'open',
    },
    {
      number: 75,
      says: "A thread's values are dropped when the thread ends.",
      theirs: 'TL.test_local_refs',
      state: 'open',
    },
    {
      number: 76,
      says: '`__dict__` is per thread and cannot be replaced/deleted.',
      theirs: 'TL.test_dict_attribute',
      state: 'open',
    },
    {
      number: 77,
      says: "A new Thread starts with an empty context (3.13) [3.14: free-threaded builds copy the caller's context by default]; a new asyncio Task copies the current one.",
      theirs: 'AIO/test_tasks; doc',
      state: {
        shown: [
          'thread.context',
          'coroutine.context',
          'coroutine.context-async',
          'coroutine.context-explicit',
        ],
      },
    },
  ],
};
