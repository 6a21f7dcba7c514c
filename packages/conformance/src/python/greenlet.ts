import type { Part } from './statement.ts';

export const greenlet: Part = {
  letter: 'S',
  title: 'greenlet',
  statements: [
    {
      number: 248,
      says: '`g.switch(*a, **k)` starts it with those as arguments; later switches make them the return value of the switch() that suspended it: one positional → itself, several → tuple, only kwargs → dict, both → (tuple, dict).',
      theirs: 'GL/test_greenlet.test_simple, test_switch_kwargs',
      state: 'open',
    },
    {
      number: 249,
      says: "Falling off the end switches to the parent, whose switch() returns the function's return value.",
      theirs: 'GL/test_generator; doc',
      state: 'open',
    },
    {
      number: 250,
      says: 'An uncaught exception is raised in the parent.',
      theirs: 'GL.test_exception, test_send_exception',
      state: 'open',
    },
    {
      number: 251,
      says: '`throw(E)` raises E inside; with no argument GreenletExit, which ends it silently and is *returned* to the parent as value.',
      theirs: 'GL/test_throw.test_class, test_kill',
      state: 'open',
    },
    {
      number: 252,
      says: 'Throwing into a never-started greenlet kills it at once; the exception (except GreenletExit) goes to the parent.',
      theirs: 'GL/test_throw; test_throw_exception_not_lost',
      state: 'open',
    },
    {
      number: 253,
      says: 'Switching to a dead greenlet goes to its parent (value passed on); `bool(g)` is true only while started and not ended; `dead` true after.',
      theirs: 'GL.test_switch_to_dead_greenlet_reparent; doc',
      state: 'open',
    },
    {
      number: 254,
      says: "`parent` defaults to the creator (current at creation); settable; a cycle raises ValueError; the main one's parent is None.",
      theirs:
        'GL.TestGreenletSetParentErrors.test_trivial_cycle, test_main_greenlet_parent_is_none',
      state: 'open',
    },
    {
      number: 255,
      says: 'Switching to a greenlet of another thread raises greenlet.error.',
      theirs: 'GL.test_switch_to_another_thread',
      state: 'open',
    },
    {
      number: 256,
      says: 'A non-callable/absent run raises AttributeError on switch; run cannot be set after start.',
      theirs: 'GL.test_switch_no_run_raises_AttributeError, test_running_greenlet_has_no_run',
      state: 'open',
    },
    {
      number: 257,
      says: 'Collecting a suspended greenlet throws GreenletExit in it (finally blocks run).',
      theirs: 'GL.test_dealloc',
      state: 'open',
    },
    {
      number: 258,
      says: "`settrace(cb)` reports ('switch'|'throw', (origin, target)).",
      theirs: 'GL/test_tracing',
      state: 'open',
    },
  ],
};
