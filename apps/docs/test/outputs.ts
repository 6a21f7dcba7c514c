/** What each program that the reader can run prints, on Node as in the page; how many turns passed is `n`. */
export const outputs: Readonly<Record<string, readonly string[]>> = {
  call: ['was 1000 calls deep'],
  chain: [
    'the letter: closed',
    'cancelled, cancelled; cancelled, waiting',
    'the ledger is saved',
    'the ledger: closed',
  ],
  clock: ['autojump: it is 3600000 ms', 'at 149 ms: waiting', 'at 150 ms: done'],
  context: [
    'ben: one of its own',
    'ann: spawned as ann',
    'ben: spawned as ben',
    'nobody: after reset',
  ],
  dump: [
    `thread main
  main: running
    waiter (in task group "bakery"): waiting for get of queue "orders" (for n turns): it holds 0 items, 0 are not done
    Ada (in task group "bakery"): waiting for sleep of time to pass (for n turns)
    Bea (in task group "bakery"): waiting for acquire of "oven" (for n turns): Ada (main) holds it and waits for time to pass`,
  ],
  generator: ['4', '6', '7', 'suspended', 'the average of 3 numbers', 'closed'],
  greenlet: [
    'ping 1',
    'pong 2',
    'ping 3',
    'pong 4',
    'ping 5',
    'pong 6',
    'ping has ended',
    'dead: true true',
  ],
  group: [
    '3 tasks in the group',
    'floor is here',
    'floor: tidied up',
    'first: floor',
    'roof: tidied up',
    'walls: tidied up',
    '1 of task group "house" failed: Error: no tiles left',
  ],
  leaving: [
    'SuppressedError: 1 of task group "one" failed: Error: child / body',
    'TaskGroupError: 2 of task group "two" failed: Error: body; Error: clumsy, when it was cancelled',
  ],
  policy: [
    'express 1',
    'express 2',
    'parcel 1',
    'express 3',
    'letter 1',
    'parcel 2',
    'letter 2',
    'parcel 3',
    'letter 3',
  ],
  race: [
    'tried once: the balance is 2',
    `explored: program failed: Error: the balance is 1
after
  1. program gives way
  2. deposit gives way
  3. program gives way
  4. program waits for wait of 2 operations
  5. deposit#2 gives way
  6. deposit ends
  7. deposit#2 ends
  8. program fails: Error: the balance is 1
To see it again: replay(program, 'heddle1:0.0.1.1')`,
  ],
  select: ['an order: bread', 'the oven is free', 'nothing for 100 ms'],
  signal: ['true', 'load (main) was cancelled: the reader went on', 'cancelled'],
  spawn: [
    'greet is ready, second is ready',
    'hello Ada',
    'hello Bea',
    'hello Ada',
    'hello Bea',
    'Ada is done',
    'Bea is done',
  ],
  task: [
    'ready',
    'waiting',
    'ready, asked to end: 1',
    'the oven cools down …',
    '… and is clean',
    'bake (main) was cancelled: closing time',
    'cancelled',
  ],
  timeout: [
    'still here, expired: false',
    'withTimeout(40) timed out after 40 ms: main (main) waited for time to pass',
  ],
  together: [
    'gather: tea milk cake',
    'wait: milk of milk tea cake',
    'asCompleted: milk',
    'asCompleted: cake',
    'asCompleted: tea',
    'joinAll: milk cake',
  ],
  trace: [
    'Ada task.spawned',
    'Bea task.spawned',
    'Ada task.began',
    'Ada lock.acquired',
    'Ada task.suspended',
    'Bea task.began',
    'Bea wait.begun',
    'Bea task.suspended acquire of "oven"',
    'Ada task.resumed',
    'Ada lock.released',
    'Bea lock.acquired',
    'Bea wait.granted',
    'Ada task.ended done',
    'Bea task.resumed',
    'Bea task.suspended',
    'Bea task.resumed',
    'Bea lock.released',
    'Bea task.ended done',
  ],
  turns: ['warp 1', 'weft 1', 'warp 2', 'weft 2', 'warp 3', 'weft 3'],
  uncancel: ['requests: 1', 'left: 0', 'ended in its own way', 'done'],
};

/** How many turns of the loop a wait took depends on the host. */
export function withoutTurns(line: string): string {
  return line.replaceAll(/\(for \d+ turns?\)/g, '(for n turns)');
}
