import type { Part } from './statement.ts';

export const process: Part = {
  letter: 'L',
  title: 'multiprocessing – Process',
  statements: [
    {
      number: 140,
      says: '`exitcode` is None while alive, 0 on a normal end, 1 on an uncaught exception, n for sys.exit(n), -N when killed by signal N.',
      theirs:
        'MP._TestProcess.test_process, test_terminate, test_kill; _TestSubclassingProcess.test_sys_exit',
      state: {
        shown: [
          'process.exit-codes',
          'packages/heddle/src/processes.test.ts > 140: exit codes tell how one has ended',
        ],
      },
    },
    {
      number: 141,
      says: '`terminate()` = SIGTERM (exitcode -15), `kill()` = SIGKILL (-9); neither runs finally blocks; children of the child are orphaned.',
      theirs: 'MP.test_terminate, test_kill',
      state: {
        different:
          'terminate() cancels first: what waits gets its finally and a moment for it. Then SIGTERM and, a second later, SIGKILL go to the whole group, and processes further below end too: nothing is orphaned. kill() runs no finally.',
        shown: [
          'process.terminate-idle',
          'process.terminate-busy',
          'process.kill-idle',
          'packages/heddle/src/processes.test.ts > 141: terminate() lets finally run where it is heard, and ends it in any case; kill() ends it at once',
        ],
      },
    },
    {
      number: 142,
      says: '`start()` once only (AssertionError else); `join(timeout)` returns None; join before start is an AssertionError.',
      theirs: 'MP.test_process; doc',
      state: {
        different:
          'join with a timeout throws TimeoutError, as every wait does; `alive` tells the rest. Wrong order is InvalidStateError.',
        shown: [
          'process.refused',
          'packages/heddle/src/processes.test.ts > 142, 144, 145, 146: what a process tells of itself, before, while and after it runs',
        ],
      },
    },
    {
      number: 143,
      says: '`daemon` must be set before start; daemonic children are terminated when the parent exits; a daemonic process may not have children (AssertionError).',
      theirs: 'MP.test_daemon_argument; doc',
      state: {
        shown: [
          'process.refused',
          'packages/heddle/src/processes.test.ts > 143: a daemon starts no processes, and ends with the program, which waits for all others',
        ],
      },
    },
    {
      number: 144,
      says: '`name` defaults to `Process-N[:M...]`; `pid` None before start; `sentinel` becomes ready when it ends.',
      theirs: 'MP.test_process, test_sentinel',
      state: {
        different:
          'Names count in each thread that makes some, and do not have the path of their makers: process-1. The sentinel is something to select or wait for, not a descriptor.',
        shown: ['process.life'],
      },
    },
    {
      number: 145,
      says: '`close()` frees the handle: ValueError while running; later use raises ValueError.',
      theirs: 'MP.test_close',
      state: { shown: ['process.refused'] },
    },
    {
      number: 146,
      says: '`active_children()` reaps ended ones and lists alive ones; `current_process()`, `parent_process()` exist.',
      theirs: 'MP.test_active_children, test_parent_process',
      state: {
        shown: [
          'process.life',
          'packages/heddle/src/processes.test.ts > 142, 144, 145, 146: what a process tells of itself, before, while and after it runs',
        ],
      },
    },
    {
      number: 147,
      says: '`multiprocessing.connection.wait(objs, timeout)` gives the ready ones among connections, sockets, sentinels; [] on timeout; negative = 0.',
      theirs: 'MP.TestWait.test_wait, test_wait_timeout, test_neg_timeout',
      state: {
        different:
          'It takes connections, processes and their sentinels, no sockets. A negative timeout, or nothing to wait for, is an InvalidArgumentError.',
        shown: [
          'process.pipe-death',
          'packages/process/src/connection-wait.test.ts > 147: none when the time is over',
          'packages/process/src/connection-wait.test.ts > what cannot be waited for is refused',
        ],
      },
    },
    {
      number: 148,
      says: 'Uncaught child exceptions print the traceback to stderr and yield exitcode 1.',
      theirs: 'MP._TestSubclassingProcess.test_stderr_flush',
      state: {
        different:
          'It is told by the parent, with both stacks, and not where somebody takes the error from result().',
        shown: [
          'process.exit-codes',
          'packages/heddle/src/processes.test.ts > 148: a failure at which nobody looks is told, and the exit code is 1',
        ],
      },
    },
  ],
};
