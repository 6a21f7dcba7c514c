import { behaviour, type Behaviour, type Heddle } from '../behaviour.ts';
import { servingBetween, type Estate } from '../tasks/serving-between.ts';

const times = 60;

function estateOf({ Lock, Queue, RwLock, Semaphore }: Heddle): Estate {
  return {
    lock: new Lock({ name: 'account' }),
    semaphore: new Semaphore(1),
    settings: new RwLock(),
    queue: new Queue<number>(),
    told: new Queue<string>(),
  };
}

/** What a process has of another one, that one and others beside it, and what it leaves. */
export const processServedBetween: readonly Behaviour[] = [
  behaviour({
    id: 'process.served-between',
    title:
      'a process, one below it, another one beside it and the program itself keep each other out, blocked or not',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ Process, Lock, Value, spawn }) {
      const [lock, total] = [new Lock({ name: 'account' }), new Value('i32', 0)];
      const args = [lock, total, times] as [typeof lock, typeof total, number];
      const others = [servingBetween.handOn, servingBetween.addBlocking].map((target) =>
        Process.start({ target, args }),
      );
      await spawn(() => servingBetween.addAwaiting(lock, total, times));
      for (const other of others) await other.result();
      return { total: total.value, locked: lock.locked };
    },
    expect: { total: 4 * times, locked: false },
  }),
  behaviour({
    id: 'process.served-holder',
    title: 'who waits for a lock that a process holds gives up in time, and is told who holds it',
    about: 'process',
    kind: 'given-up',
    needs: ['processes'],
    async run({ Process, Channel, Lock, Queue }, tools) {
      const [lock, told] = [new Lock({ name: 'account' }), new Queue<string>()];
      const go = new Channel<string>();
      const holding = Process.start({
        target: servingBetween.hold,
        args: [lock, told, go],
        name: 'holder',
      });
      await told.get();
      const here = await tools.failureOf(() => lock.acquire({ timeout: 20 }));
      const beside = await Process.start({ target: servingBetween.late, args: [lock] }).result();
      const waiting = lock.acquire();
      await go.send('let go');
      (await waiting).release();
      return { here, beside, heard: await holding.result(), locked: lock.locked };
    },
    expect: {
      here: {
        class: 'TimeoutError',
        code: 'HEDDLE_TIMEOUT',
        message:
          'acquire of "account" timed out after 20 ms: serving-between.hold (holder) holds it',
        instance: true,
      },
      beside:
        'TimeoutError HEDDLE_TIMEOUT acquire of "account" timed out after 20 ms: serving-between.hold (holder) holds it',
      heard: 'let go',
      locked: false,
    },
  }),
  behaviour({
    id: 'process.served-back',
    title:
      'a lock goes to a process as an argument, in plain data, through a queue or as a result, and back here it is the very object',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ Process, Lock, Queue }) {
      const lock = new Lock();
      const [to, from] = [new Queue<unknown>(), new Queue<typeof lock>()];
      const passing = Process.start({ target: servingBetween.pass, args: [lock, to, from] });
      const got = (await to.get()) as { nested: [unknown] };
      await from.put(lock);
      const result = (await passing.result()) as { isSame: boolean; lock: unknown };
      return {
        inData: got.nested[0] === lock,
        there: result.isSame,
        asResult: result.lock === lock,
      };
    },
    expect: { inData: true, there: true, asResult: true },
  }),
  ...[servingBetween.takeAll, servingBetween.takeAllBelow].map((target, below) =>
    behaviour({
      id: `process.served-death${below === 0 ? '' : '-below'}`,
      title: `a process${below === 0 ? '' : ' below a process'} that is killed leaves its locks abandoned, gives back its permits and what it reads, and waits nowhere any more`,
      about: 'process',
      kind: 'given-up',
      needs: ['processes'],
      async run(heddle, tools) {
        const estate = estateOf(heddle);
        const { lock, semaphore, settings, queue, told } = estate;
        await queue.putMany([1, 2]);
        const mortal = heddle.Process.start({
          target: target as typeof servingBetween.takeAll,
          args: [estate],
          name: 'mortal',
        });
        let waiting: Promise<unknown> = Promise.resolve();
        if (below === 0) {
          await told.get();
          waiting = tools.thrownBy(() => lock.acquire());
          mortal.kill();
        }
        const end =
          below === 0 ? await tools.thrownBy(() => mortal.result()) : await mortal.result();
        const waited = await waiting;
        const writing = await settings.write.acquire();
        const permit = await semaphore.acquire();
        await queue.put(3);
        const taken = [lock.abandoned, await tools.thrownBy(() => lock.acquire())];
        const recovered = lock.recover();
        recovered?.release();
        const left = [await queue.get(), semaphore.available];
        permit.release();
        writing.release();
        return {
          end: end as string,
          waited: (waited as string | undefined) ?? null,
          taken,
          recovered: recovered !== undefined,
          left,
          free: [semaphore.available, settings.locked, lock.locked],
        };
      },
      expect: {
        end: 'ProcessDiedError',
        waited: below === 0 ? 'AbandonedLockError' : null,
        taken: [true, 'AbandonedLockError'],
        recovered: true,
        left: [3, 0],
        free: [1, false, false],
      },
    }),
  ),
  behaviour({
    id: 'process.served-returns-items',
    title:
      'what a process has got out of a queue and not marked as done is at its front again once it has died, where that is asked for',
    about: 'process',
    kind: 'given-up',
    needs: ['processes'],
    async run({ Process, Queue }, tools) {
      const outcomes: (readonly number[])[] = [];
      for (const returnsItems of [true, false]) {
        const queue = new Queue<number>();
        await queue.putMany([1, 2, 3, 4]);
        const dying = Process.start({
          target: servingBetween.die,
          args: [queue, 3],
          returnsItems,
        });
        await tools.thrownBy(() => dying.result());
        outcomes.push(await queue.getMany());
      }
      return outcomes;
    },
    expect: [[2, 3, 4], [4]],
  }),
  behaviour({
    id: 'process.served-deadlock',
    title:
      'two processes that wait for each other: one of them is told the cycle, and the other goes on',
    about: 'process',
    kind: 'bad-input',
    needs: ['processes'],
    async run({ Process, Latch, Lock }) {
      const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
      const both = new Latch(2);
      const crossing = [
        Process.start({ target: servingBetween.cross, args: [a, b, both], name: 'left' }),
        Process.start({ target: servingBetween.cross, args: [b, a, both], name: 'right' }),
      ];
      const ends = await Promise.all(crossing.map((one) => one.result() as PromiseLike<string>));
      const cycle = ends.find((end) => end !== 'got both');
      return {
        others: ends.filter((end) => end === 'got both').length,
        names: ['(left) holds "a" and waits for "b"', '(right) holds "b" and waits for "a"'].map(
          (part) => cycle?.includes(part) === true,
        ),
        locked: [a.locked, b.locked],
      };
    },
    expect: { others: 1, names: [true, true], locked: [false, false] },
  }),
  behaviour({
    id: 'process.served-twice',
    title: 'a process that takes a lock which it has, by await or blocked, is told so',
    about: 'process',
    kind: 'bad-input',
    needs: ['processes'],
    async run({ Process, Lock }) {
      const lock = new Lock({ name: 'account' });
      const ends = await Process.start({
        target: servingBetween.twice,
        args: [lock],
        name: 'both',
      }).result();
      return { ends, locked: lock.locked };
    },
    expect: {
      ends: [
        'DeadlockError HEDDLE_DEADLOCK awaiting (both) holds "account" and waits for "account"',
        'DeadlockError HEDDLE_DEADLOCK blocking (both) holds "account" and waits for "account"',
      ],
      locked: false,
    },
  }),
  behaviour({
    id: 'process.served-foreign-items',
    title:
      'an item that cannot cross fails who gets it in another process, stays in the queue, and the queue goes on',
    about: 'process',
    kind: 'bad-input',
    needs: ['processes'],
    async run({ Process, Queue }) {
      const [queue, told] = [new Queue<unknown>(), new Queue<string>()];
      const waiting = Process.start({ target: servingBetween.awaitForeign, args: [queue, told] });
      await told.get();
      await queue.put(() => 'mine');
      const waited = await waiting.result();
      const asked = await Process.start({
        target: servingBetween.getForeign,
        args: [queue],
      }).result();
      return { waited, asked, stays: queue.size, here: typeof (await queue.get()) };
    },
    expect: {
      waited: 'CannotSendError',
      asked: ['CannotSendError', 'CannotSendError', 'CannotSendError', 'CannotSendError'],
      stays: 1,
      here: 'function',
    },
  }),
  behaviour({
    id: 'process.served-exit',
    title: 'what a process has put into a queue is there when it exits in the same turn',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ Process, Queue }, tools) {
      const [queue, items] = [new Queue<number>(), 2000];
      const putting = Process.start({ target: servingBetween.putAndExit, args: [queue, items] });
      const end = await tools.thrownBy(() => putting.result());
      const got = await queue.getMany();
      return { end, inOrder: got.every((item, at) => item === at), got: got.length };
    },
    expect: { end: 'ProcessDiedError', inOrder: true, got: 2000 },
  }),
  behaviour({
    id: 'process.served-unowned',
    title:
      'a lock that anybody may release is released by a process that has not taken it; no other one is',
    about: 'process',
    kind: 'bad-input',
    needs: ['processes'],
    async run({ Process, Lock, RLock, spawn }, tools) {
      const [anybody, owned, again] = [new Lock({ owned: false }), new Lock(), new RLock()];
      const guard = await anybody.acquire();
      await owned.acquire();
      const release = (lock: typeof owned) =>
        Process.start({ target: servingBetween.releaseForeign, args: [lock] }).result();
      return {
        locked: await release(anybody),
        spent: await tools.thrownBy(() => guard.release()),
        owned: await tools.thrownBy(() => release(owned)),
        again: await spawn(function* () {
          yield* again.acquire();
          return yield* spawn(() => tools.thrownBy(() => release(again)));
        }),
      };
    },
    expect: {
      locked: false,
      spent: 'SpentGuardError',
      owned: 'NotOwnerError',
      again: 'NotOwnerError',
    },
  }),
];
