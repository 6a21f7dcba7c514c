import type { Part } from './statement.ts';

export const local: Part = {
  letter: 'H',
  title: 'threading.local / contextvars',
  statements: [
    {
      number: 72,
      says: 'Attributes set in one thread are invisible in another (AttributeError there).',
      theirs: 'TL.test_threading_local',
      state: { shown: ['thread.local-unset', 'thread.local'] },
    },
    {
      number: 73,
      says: "A subclass' `__init__` runs again with the same arguments in each thread that touches the object.",
      theirs: 'TL.test_threading_local_subclass',
      state: {
        different:
          'A ThreadLocal has one value, which a function makes in each thread that asks for it; to be handed over, that must be a task.',
        shown: ['thread.local', 'thread.local-handed'],
      },
    },
    {
      number: 74,
      says: 'Passing constructor args without an overriding __init__ raises TypeError.',
      theirs: 'TL.test_arguments',
      state: {
        different:
          'There are no arguments; what is no function is refused with InvalidArgumentError.',
        shown: ['thread.local-refused'],
      },
    },
    {
      number: 75,
      says: "A thread's values are dropped when the thread ends.",
      theirs: 'TL.test_local_refs',
      state: {
        shown: [
          'thread.local-dispose',
          'packages/core/src/thread/thread-local.test.ts > 75: at the end of the thread values are disposed of, the last one first, whatever fails',
        ],
      },
    },
    {
      number: 76,
      says: '`__dict__` is per thread and cannot be replaced/deleted.',
      theirs: 'TL.test_dict_attribute',
      state: {
        different:
          'There are no attributes to reach: value is each thread’s own, and clear() forgets it there.',
        shown: ['thread.local-unset'],
      },
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
