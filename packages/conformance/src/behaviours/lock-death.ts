import type { Lock, WriteLock } from '@heddle/browser';
import { behaviour, type Behaviour } from '../behaviour.ts';
import { dying } from '../tasks/dying.ts';
import { entering } from '../tasks/entering.ts';

/** What can be had by one at a time. */
type Taken = Lock | WriteLock;

const { hogBlocking } = entering;
const hogYielding = entering.hog as unknown as typeof hogBlocking;

function noStarvation(name: string, title: string, target: typeof hogBlocking, fair: boolean) {
  return behaviour({
    id: `lock.no-starvation-${name}`,
    title: `a lock ${title} comes to whoever waits, although two threads take it again and again`,
    about: 'lock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Lock, Queue, Value }) {
      const [lock, said, stop] = [new Lock({ fair }), new Queue<string>(), new Value('u8', 0)];
      const threads = [1, 2].map(() => Thread.start({ target, args: [lock, said, stop] }));
      for (let i = 0; i < 2; i += 1) await said.get();
      let got = 0;
      for (; got < 20; got += 1) (await lock.acquire({ timeout: 10_000 })).release();
      stop.value = 1;
      let turns = 0;
      for (const thread of threads) turns += await thread.result();
      return { got, others: turns >= 2, fair: lock.fair, locked: lock.locked };
    },
    expect: { got: 20, others: true, fair, locked: false },
  });
}

/** Whose turn it is with a lock, and what is left of one whose holder has died. */
export const lockDeath: readonly Behaviour[] = [
  noStarvation('blocked', 'that blocking threads want', hogBlocking, false),
  noStarvation('yielding', 'that coroutines want', hogYielding, false),
  noStarvation('fair', 'with { fair: true }', hogBlocking, true),
  behaviour({
    id: 'lock.inherits-limited',
    title:
      'who waits with a limit, or for one of several things, lends its urgency for as long as it waits',
    about: 'lock',
    kind: 'normal',
    needs: [],
    async run({ Lock, RwLock, select, sleep, spawn, withTimeout }) {
      const limit = 200;
      const ways = {
        *timeout(lock: Taken) {
          yield* lock.acquire({ timeout: limit });
        },
        *signal(lock: Taken) {
          yield* lock.acquire({ signal: AbortSignal.timeout(limit) });
        },
        *withTimeout(lock: Taken) {
          yield* withTimeout(limit, lock.acquire());
        },
        *block(lock: Taken) {
          yield* withTimeout(limit, function* () {
            yield* lock.acquire();
          });
        },
        *select(lock: Taken) {
          yield* select({ lock, late: sleep(limit) });
        },
      };
      const urgencies = Object.entries(ways).map(async ([name, way]) => {
        const [lock, shared] = [new Lock(), new RwLock()];
        const low = spawn(function* () {
          yield* lock.acquire();
          yield* shared.read.acquire();
          yield* sleep(60_000);
        });
        low.catch(() => {});
        while (low.state !== 'waiting') await sleep(0);
        const seen: number[] = [];
        for (const taken of [lock, shared.write]) {
          const high = spawn({ priority: 5, target: () => way(taken) });
          high.catch(() => {});
          while (low.urgency === 0 && (high.state === 'ready' || high.state === 'waiting'))
            await sleep(0);
          seen.push(low.urgency);
          await high.catch(() => {});
          seen.push(low.urgency);
        }
        low.cancel();
        return [name, seen] as const;
      });
      return Object.fromEntries(await Promise.all(urgencies));
    },
    expect: {
      timeout: [5, 0, 5, 0],
      signal: [5, 0, 5, 0],
      withTimeout: [5, 0, 5, 0],
      block: [5, 0, 5, 0],
      select: [5, 0, 5, 0],
    },
  }),
  behaviour({
    id: 'lock.inherits',
    title: 'who holds what a more urgent task waits for runs as urgently, and no longer than that',
    about: 'lock',
    kind: 'normal',
    needs: [],
    async run({ Lock, fifo, priority, setPolicy, spawn, yieldNow }) {
      const lock = new Lock({ name: 'printer' });
      const order: string[] = [];
      setPolicy(priority({ ageing: 1e6 }));
      try {
        await spawn({
          priority: 0,
          *target() {
            const guard = yield* lock.acquire();
            const high = spawn({
              priority: 2,
              *target() {
                (yield* lock.acquire()).release();
                order.push('high has it');
              },
            });
            const middle = spawn({
              priority: 1,
              *target() {
                order.push('middle');
                yield* yieldNow();
                order.push('middle');
              },
            });
            for (let step = 0; step < 2; step += 1) {
              yield* yieldNow();
              order.push('low, as urgent as high');
            }
            guard.release();
            yield* yieldNow();
            order.push('low, again as before');
            yield* high;
            yield* middle;
          },
        });
      } finally {
        setPolicy(fifo());
      }
      return order;
    },
    expect: [
      'low, as urgent as high',
      'low, as urgent as high',
      'high has it',
      'middle',
      'middle',
      'low, again as before',
    ],
  }),
  behaviour({
    id: 'lock.recover',
    title:
      'a lock whose holder has died is refused, with the name of the dead, until one recovers it',
    about: 'lock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Lock, Queue, Value, AbandonedLockError }, tools) {
      const [lock, said] = [new Lock({ name: 'account' }), new Queue<string>()];
      const target = dying.idle as unknown as typeof dying.compute;
      const args: Parameters<typeof target> = [lock, said, new Value('i32', 0)];
      const thread = Thread.start({ target, args, name: 'victim' });
      await said.get();
      await thread.terminate();
      const refused = await lock.acquire().catch((error: unknown) => error);
      const tried = await tools.thrownBy(() => lock.tryAcquire());
      const guard = lock.recover();
      const again = lock.recover();
      const { abandoned, locked } = lock;
      guard?.release();
      (await lock.acquire()).release();
      return {
        holder: refused instanceof AbandonedLockError ? refused.holder : String(refused),
        code: refused instanceof AbandonedLockError ? refused.code : '',
        tried,
        recovered: [guard !== undefined, again !== undefined],
        whileHeld: { abandoned, locked },
        locked: lock.locked,
      };
    },
    expect: {
      holder: 'dying.idle (victim)',
      code: 'HEDDLE_ABANDONED_LOCK',
      tried: 'AbandonedLockError',
      recovered: [true, false],
      whileHeld: { abandoned: false, locked: true },
      locked: false,
    },
  }),
  behaviour({
    id: 'lock.recover-nothing',
    title: 'recover() of a lock that is free, or held by one who lives, gives nothing',
    about: 'lock',
    kind: 'bad-input',
    needs: [],
    async run({ Lock }) {
      const lock = new Lock();
      const free = lock.recover() === undefined;
      const guard = await lock.acquire();
      const held = lock.recover() === undefined;
      guard.release();
      return { free, held, locked: lock.locked };
    },
    expect: { free: true, held: true, locked: false },
  }),
  behaviour({
    id: 'lock.closed',
    title:
      'a lock that this thread has closed is refused from then on; one that is held is not closed',
    about: 'lock',
    kind: 'bad-input',
    needs: ['sharedMemory'],
    async run({ Lock, close, toHandle }, tools) {
      const lock = new Lock({ name: 'account' });
      toHandle(lock);
      const guard = await lock.acquire();
      const whileHeld = await tools.thrownBy(() => close(lock));
      guard.release();
      close(lock);
      close(lock);
      return {
        whileHeld,
        acquire: await tools.thrownBy(() => lock.acquire()),
        nothing: await tools.thrownBy(() => close({} as never)),
      };
    },
    expect: {
      whileHeld: 'InvalidStateError',
      acquire: 'InvalidStateError',
      nothing: 'InvalidArgumentError',
    },
  }),
];
