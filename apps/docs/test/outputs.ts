/** What each program that the reader can run prints, on Node as in the page; how many turns passed is `n`. */
export const outputs: Readonly<Record<string, readonly string[]>> = {
  banker: [
    'soup has pot 1 of 2',
    'roast has pot 1 of 3',
    'soup has pot 2 of 2',
    'soup is done',
    'roast has pot 2 of 3',
    'roast has pot 3 of 3',
    'roast is done',
    '3 pots are free',
  ],
  barrier: [
    'all are here: stage 1 is over',
    'Ada was first',
    'all are here: stage 2 is over',
    'Ada was first',
    'TimeoutError: wait of barrier "stop" timed out after 20 ms: 2 of its 3 parties have arrived',
    'true true',
    'false',
  ],
  call: ['was 1000 calls deep'],
  chain: [
    'the letter: closed',
    'cancelled, cancelled; cancelled, waiting',
    'the ledger is saved',
    'the ledger: closed',
  ],
  clock: ['autojump: it is 3600000 ms', 'at 149 ms: waiting', 'at 150 ms: done'],
  condition: [
    'baked loaf 1, 1 on the counter',
    'baked loaf 2, 2 on the counter',
    'sold loaf 1',
    'baked loaf 3, 2 on the counter',
    'sold loaf 2',
    'baked loaf 4, 2 on the counter',
    'sold loaf 3',
    'sold loaf 4',
  ],
  context: [
    'ben: one of its own',
    'ann: spawned as ann',
    'ben: spawned as ben',
    'nobody: after reset',
  ],
  cycle: [
    'back (main) holds "Bea\'s account" and waits for "Ada\'s account"',
    'there (main) holds "Ada\'s account" and waits for "Bea\'s account"',
    'there has both',
  ],
  dump: [
    `thread main
  main: running
    waiter (in task group "bakery"): waiting for get of queue "orders" (for n turns): it holds 0 items, 0 are not done
    Ada (in task group "bakery"): waiting for sleep of time to pass (for n turns)
    Bea (in task group "bakery"): waiting for acquire of "oven" (for n turns): Ada (main) holds it and waits for time to pass`,
  ],
  event: [
    'is it open? false',
    'Ada comes in',
    'Bea comes in',
    'TimeoutError: wait of event "open" timed out after 20 ms: it is not set',
    'open for all who come later',
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
  inherit: [
    'intern prints 1',
    'intern prints 2',
    'intern prints 3',
    'boss has the printer',
    'crowd 1',
    'crowd 2',
    'crowd 3',
  ],
  latch: [
    'left is warm',
    'right is warm',
    'top is warm',
    'Ada turns the sign',
    'Ada begins',
    'Bea begins, with the sign turned',
    'true true',
  ],
  leaving: [
    'SuppressedError: 1 of task group "one" failed: Error: child / body',
    'TaskGroupError: 2 of task group "two" failed: Error: body; Error: clumsy, when it was cancelled',
  ],
  lock: ['pay: 50 of 100 left', 'payAlone: 20 of 100 left'],
  order: [
    'sell has both',
    `LockOrderError: locks are taken in different orders, which is a deadlock once it is done at the same time:
give back (main) holds "till" and asks for "stock"
before, sell (main) holds "stock" and asks for "till"`,
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
  rlock: [
    'DeadlockError: library (main) holds "shelf" and waits for "shelf"',
    'Dune, Dune Messiah false',
    'taken 2 times',
    'taken 1 times',
  ],
  rw: [
    '3 read: bread costs 3',
    '2 read: bread costs 3',
    '1 read: bread costs 3',
    'one writes, 0 read',
    'and goes on as one of 3 who read',
    '2 read: bread costs 4',
    '1 read: bread costs 4',
  ],
  select: ['an order: bread', 'the oven is free', 'nothing for 150 ms'],
  semaphore: [
    '8 have eaten, at most 3 at a time',
    'two, three, one',
    'OverReleaseError: release of bounded semaphore "tickets": 1 more than its 2 would be above 2',
  ],
  several: [
    'ada to bea, bea to ada',
    'TimeoutError: acquireAll of "ada", "bea" timed out after 20 ms: "bea": audit (main) holds it and waits for time to pass',
    'false',
  ],
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
    'withTimeout(150) timed out after 150 ms: main (main) waited for time to pass',
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
  values: [
    '1 10 11',
    '11 22',
    '4 0 0 0 3',
    '10 1 false',
    'InvalidArgumentError: value of the Value "visits" of i32: needs a whole number, got 1.5',
  ],
};

/** How many turns of the loop a wait took depends on the host. */
export function withoutTurns(line: string): string {
  return line.replaceAll(/\(for \d+ turns?\)/g, '(for n turns)');
}
