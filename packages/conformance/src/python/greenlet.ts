import type { Part } from './statement.ts';

export const greenlet: Part = {
  letter: 'S',
  title: 'greenlet',
  statements: [
    {
      number: 248,
      says: '`g.switch(*a, **k)` starts it with those as arguments; later switches make them the return value of the switch() that suspended it: one positional → itself, several → tuple, only kwargs → dict, both → (tuple, dict).',
      theirs: 'GL/test_greenlet.test_simple, test_switch_kwargs',
      state: {
        different: 'Several values arrive as an array; JavaScript has no keyword arguments.',
        shown: [
          'packages/core/src/coroutine/greenlet.test.ts > 248: switch > starts it with the values as arguments',
          'packages/core/src/coroutine/greenlet.test.ts > 248: switch > later makes them the value of the switch that suspended it: one is itself, several are an array, none is undefined',
        ],
      },
    },
    {
      number: 249,
      says: "Falling off the end switches to the parent, whose switch() returns the function's return value.",
      theirs: 'GL/test_generator; doc',
      state: {
        shown: [
          "packages/core/src/coroutine/greenlet.test.ts > 249: falling off the end > makes the function's return value that of the parent's switch",
        ],
      },
    },
    {
      number: 250,
      says: 'An uncaught exception is raised in the parent.',
      theirs: 'GL.test_exception, test_send_exception',
      state: {
        shown: [
          'packages/core/src/coroutine/greenlet.test.ts > 250: an uncaught exception > is raised in the parent',
        ],
      },
    },
    {
      number: 251,
      says: '`throw(E)` raises E inside; with no argument GreenletExit, which ends it silently and is *returned* to the parent as value.',
      theirs: 'GL/test_throw.test_class, test_kill',
      state: {
        shown: [
          'packages/core/src/coroutine/greenlet.test.ts > 251: throw > raises the error inside',
          'packages/core/src/coroutine/greenlet.test.ts > 251: throw > without an argument raises a GreenletExit, which ends it silently and is returned to the parent as value',
        ],
      },
    },
    {
      number: 252,
      says: 'Throwing into a never-started greenlet kills it at once; the exception (except GreenletExit) goes to the parent.',
      theirs: 'GL/test_throw; test_throw_exception_not_lost',
      state: {
        shown: [
          'packages/core/src/coroutine/greenlet.test.ts > 252: throwing into a never-started greenlet > kills it at once, and the exception goes to the parent',
          'packages/core/src/coroutine/greenlet.test.ts > 252: throwing into a never-started greenlet > a GreenletExit is returned to the parent',
        ],
      },
    },
    {
      number: 253,
      says: 'Switching to a dead greenlet goes to its parent (value passed on); `bool(g)` is true only while started and not ended; `dead` true after.',
      theirs: 'GL.test_switch_to_dead_greenlet_reparent; doc',
      state: {
        shown: [
          'packages/core/src/coroutine/greenlet.test.ts > 253: a dead greenlet > passes what is switched to it on to its parent',
          'packages/core/src/coroutine/greenlet.test.ts > 253: a dead greenlet > is not active; one is active only while started and not ended; dead is true after',
        ],
      },
    },
    {
      number: 254,
      says: "`parent` defaults to the creator (current at creation); settable; a cycle raises ValueError; the main one's parent is None.",
      theirs:
        'GL.TestGreenletSetParentErrors.test_trivial_cycle, test_main_greenlet_parent_is_none',
      state: {
        shown: [
          'packages/core/src/coroutine/greenlet.test.ts > 254: parent > defaults to the creator; that of the main one is undefined',
          'packages/core/src/coroutine/greenlet.test.ts > 254: parent > can be given and set',
          'packages/core/src/coroutine/greenlet.test.ts > 254: parent > that closes a cycle is an InvalidArgumentError',
        ],
      },
    },
    {
      number: 255,
      says: 'Switching to a greenlet of another thread raises greenlet.error.',
      theirs: 'GL.test_switch_to_another_thread',
      state: {
        different: 'A greenlet never reaches another thread: structured clone and JSON refuse it.',
        shown: [
          'packages/core/src/coroutine/greenlet.test.ts > 255: it cannot be handed to another thread at all: structured clone and JSON refuse',
        ],
      },
    },
    {
      number: 256,
      says: 'A non-callable/absent run raises AttributeError on switch; run cannot be set after start.',
      theirs: 'GL.test_switch_no_run_raises_AttributeError, test_running_greenlet_has_no_run',
      state: {
        different: 'What is no function is refused when the greenlet is made, before any switch.',
        shown: [
          'packages/core/src/coroutine/greenlet.test.ts > 256: run > cannot be set, before the start or after',
          'packages/core/src/coroutine/greenlet.test.ts > 256: run > that goes on by itself, as an async function does, is an InvalidArgumentError at the switch',
        ],
      },
    },
    {
      number: 257,
      says: 'Collecting a suspended greenlet throws GreenletExit in it (finally blocks run).',
      theirs: 'GL.test_dealloc',
      state: {
        different: 'JavaScript runs no finally of what it collects: end it, with using or kill().',
        shown: [
          'packages/core/src/coroutine/greenlet-kill.test.ts > 257: a greenlet that is suspended > JavaScript runs no finally when it is collected',
          'packages/core/src/coroutine/greenlet-kill.test.ts > 257: a greenlet that is suspended > runs it by using, and by kill',
        ],
      },
    },
    {
      number: 258,
      says: "`settrace(cb)` reports ('switch'|'throw', (origin, target)).",
      theirs: 'GL/test_tracing',
      state: {
        shown: [
          "packages/core/src/coroutine/greenlet.test.ts > 258: trace > reports 'switch' and 'throw' with origin and target",
        ],
      },
    },
  ],
};
