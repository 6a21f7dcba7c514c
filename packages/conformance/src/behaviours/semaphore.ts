import { behaviour, type Behaviour } from '../behaviour.ts';
import { dying } from '../tasks/dying.ts';
import { entering } from '../tasks/entering.ts';

const times = 200;
const { enterBlocking } = entering;
const enterAwaiting = entering.enterAwaiting as unknown as typeof enterBlocking;
const enterYielding = entering.enterYielding as unknown as typeof enterBlocking;

function together(
  name: string,
  title: string,
  targets: readonly (typeof enterBlocking)[],
): Behaviour {
  return behaviour({
    id: `semaphore.threads-${name}`,
    title: `of three threads that ${title} no more than two are inside with two permits`,
    about: 'semaphore',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Semaphore, Value }) {
      const semaphore = new Semaphore(2);
      const room = { inside: new Value('i32', 0), most: new Value('i32', 0) };
      const threads = targets.map((target) =>
        Thread.start({ target, args: [semaphore, room, times] }),
      );
      for (const thread of threads) await thread.result();
      return {
        tooMany: room.most.value > 2,
        inside: room.inside.value,
        available: semaphore.available,
      };
    },
    expect: { tooMany: false, inside: 0, available: 2 },
  });
}

/** So many at a time. */
export const semaphores: readonly Behaviour[] = [
  behaviour({
    id: 'semaphore.initial',
    title: 'it has one permit unless told otherwise, and never fewer than none',
    about: 'semaphore',
    kind: 'normal',
    needs: [],
    async run({ Semaphore }, tools) {
      return {
        permits: [new Semaphore().available, new Semaphore(3).available, new Semaphore(0).locked],
        negative: await tools.thrownBy(() => new Semaphore(-1)),
      };
    },
    expect: { permits: [1, 3, true], negative: 'InvalidArgumentError' },
  }),
  behaviour({
    id: 'semaphore.blocks',
    title: 'acquire() takes a permit, and waits where there is none until one is given back',
    about: 'semaphore',
    kind: 'normal',
    needs: [],
    async run({ Semaphore, spawn }, tools) {
      const semaphore = new Semaphore(2);
      const available = [semaphore.available];
      const first = await semaphore.acquire();
      await semaphore.acquire();
      available.push(semaphore.available);
      const order: string[] = [];
      const third = spawn(function* () {
        yield* semaphore.acquire();
        order.push('third is in');
      });
      await tools.othersRan();
      order.push('release');
      first.release();
      await third;
      return { available, order, locked: semaphore.locked };
    },
    expect: { available: [2, 0], order: ['release', 'third is in'], locked: true },
  }),
  behaviour({
    id: 'semaphore.order',
    title: 'who asks first is served first, also before one who comes as a permit gets free',
    about: 'semaphore',
    kind: 'normal',
    needs: [],
    async run({ Semaphore, spawn }, tools) {
      const semaphore = new Semaphore(1);
      const held = await semaphore.acquire();
      const order: string[] = [];
      const come = (name: string) =>
        spawn(function* () {
          const guard = yield* semaphore.acquire();
          order.push(name);
          guard.release();
        });
      const waiting = ['a', 'b', 'c'].map(come);
      await tools.othersRan();
      held.release();
      const late = come('late');
      for (const task of [...waiting, late]) await task;
      return { order, available: semaphore.available };
    },
    expect: { order: ['a', 'b', 'c', 'late'], available: 1 },
  }),
  behaviour({
    id: 'semaphore.try',
    title: 'tryAcquire() gives a guard or undefined, and never waits',
    about: 'semaphore',
    kind: 'normal',
    needs: [],
    async run({ Semaphore }) {
      const semaphore = new Semaphore(3);
      const two = semaphore.tryAcquire({ permits: 2 });
      const none = semaphore.tryAcquire({ permits: 2 });
      const one = semaphore.tryAcquire();
      const { available } = semaphore;
      two?.release();
      one?.release();
      return { none: none === undefined, available, after: semaphore.available };
    },
    expect: { none: true, available: 0, after: 3 },
  }),
  behaviour({
    id: 'semaphore.release-many',
    title: 'release(n) lets n of those who wait go on, and adds what nobody waits for',
    about: 'semaphore',
    kind: 'normal',
    needs: [],
    async run({ Semaphore, spawn }, tools) {
      const semaphore = new Semaphore(0);
      const inside: string[] = [];
      for (const name of ['a', 'b', 'c']) {
        spawn(function* () {
          yield* semaphore.acquire();
          inside.push(name);
        });
      }
      await tools.othersRan();
      semaphore.release(2);
      await tools.othersRan();
      const first = [...inside];
      semaphore.release(3);
      await tools.othersRan();
      return { first, then: inside, available: semaphore.available };
    },
    expect: { first: ['a', 'b'], then: ['a', 'b', 'c'], available: 2 },
  }),
  behaviour({
    id: 'semaphore.weights',
    title: 'who asks for many gets all of them at once, and is not passed by who asks for few',
    about: 'semaphore',
    kind: 'normal',
    needs: [],
    async run({ Semaphore, spawn }, tools) {
      const semaphore = new Semaphore(3);
      const held = await semaphore.acquire({ permits: 2 });
      const order: string[] = [];
      const many = spawn(function* () {
        const guard = yield* semaphore.acquire({ permits: 3 });
        order.push(`many, ${semaphore.available} left`);
        guard.release();
      });
      const few = spawn(function* () {
        const guard = yield* semaphore.acquire();
        order.push('few');
        guard.release();
      });
      await tools.othersRan();
      const passed = order.length > 0;
      held.release();
      await many;
      await few;
      return { passed, order, available: semaphore.available };
    },
    expect: { passed: false, order: ['many, 0 left', 'few'], available: 3 },
  }),
  behaviour({
    id: 'semaphore.above',
    title: 'a Semaphore may be released above what it began with',
    about: 'semaphore',
    kind: 'normal',
    needs: [],
    async run({ Semaphore }) {
      const semaphore = new Semaphore(1);
      semaphore.release(2);
      return { available: semaphore.available, permits: semaphore.permits };
    },
    expect: { available: 3, permits: 1 },
  }),
  behaviour({
    id: 'semaphore.run',
    title: 'run() takes a permit around a function and gives it back, also when that fails',
    about: 'semaphore',
    kind: 'normal',
    needs: [],
    async run({ Semaphore, spawn, sleep }, tools) {
      const semaphore = new Semaphore(1);
      const plain = await semaphore.run(() => semaphore.available);
      const generator = await spawn(function* () {
        return yield* semaphore.run(function* () {
          yield* sleep(0);
          return semaphore.available;
        });
      });
      const failure = await tools.thrownBy(() =>
        semaphore.run(async () => {
          await sleep(0);
          throw new RangeError('inside');
        }),
      );
      return { plain, generator, failure, available: semaphore.available };
    },
    expect: { plain: 0, generator: 0, failure: 'RangeError', available: 1 },
  }),
  together('block', 'block', [enterBlocking, enterBlocking, enterBlocking]),
  together('await', 'await', [enterAwaiting, enterAwaiting, enterAwaiting]),
  together('yield', 'yield*', [enterYielding, enterYielding, enterYielding]),
  together('mixed', 'block, await and yield*', [enterBlocking, enterAwaiting, enterYielding]),
  behaviour({
    id: 'semaphore.threads-weights',
    title: 'two threads are inside at once; a third that asks for two waits until both are out',
    about: 'semaphore',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Semaphore, Queue }) {
      const semaphore = new Semaphore(2);
      const [said, go, both] = [new Queue<string>(), new Queue<string>(), new Queue<string>()];
      const target = entering.stay;
      const threads = [1, 2].map(() => Thread.start({ target, args: [semaphore, 1, said, go] }));
      for (let i = 0; i < 2; i += 1) await said.get();
      const full = semaphore.available;
      const many = Thread.start({ target, args: [semaphore, 2, both, go] });
      await go.put('out');
      const one = await Promise.race(threads.map((thread) => thread.result()));
      const afterOne = both.size;
      await go.put('out');
      await both.get();
      await go.put('out');
      for (const thread of [...threads, many]) await thread.result();
      return { full, one: one === undefined, afterOne, available: semaphore.available };
    },
    expect: { full: 0, one: true, afterOne: 0, available: 2 },
  }),
  behaviour({
    id: 'semaphore.hand-over',
    title: 'permits that are taken and tasks that wait stay as they are when it is handed over',
    about: 'semaphore',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Semaphore, spawn }, tools) {
      const semaphore = new Semaphore(1, { name: 'desks' });
      const held = await semaphore.acquire();
      const order: string[] = [];
      const waiting = ['a', 'b'].map((name) =>
        spawn(function* () {
          const guard = yield* semaphore.acquire();
          order.push(name);
          guard.release();
        }),
      );
      await tools.othersRan();
      const there = await Thread.start({
        target: entering.enterInTime,
        args: [semaphore, 10],
      }).result();
      const { shared, available } = semaphore;
      held.release();
      for (const task of waiting) await task;
      return { there, shared, available, order, after: semaphore.available };
    },
    expect: {
      there: 'TimeoutError',
      shared: true,
      available: 0,
      order: ['a', 'b'],
      after: 1,
    },
  }),
  behaviour({
    id: 'semaphore.dead-holder',
    title: 'a permit that a thread had when it died is lost until somebody gives it back',
    about: 'semaphore',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Semaphore, Queue }) {
      const [semaphore, said, go] = [new Semaphore(1), new Queue<string>(), new Queue<string>()];
      const thread = Thread.start({ target: entering.stay, args: [semaphore, 1, said, go] });
      await said.get();
      await thread.terminate();
      const waiting = semaphore.acquire();
      const lost = semaphore.available;
      semaphore.release();
      (await waiting).release();
      return { lost, available: semaphore.available };
    },
    expect: { lost: 0, available: 1 },
  }),
  behaviour({
    id: 'semaphore.dead-waiter',
    title: 'a thread that dies while it waits for many keeps nobody else out',
    about: 'semaphore',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Semaphore, Queue }) {
      const [semaphore, said] = [new Semaphore(2), new Queue<string>()];
      const held = await semaphore.acquire();
      const thread = Thread.start({ target: dying.ask, args: [semaphore, 2, said] });
      await said.get();
      await thread.terminate();
      const guard = await semaphore.acquire();
      guard.release();
      held.release();
      return { available: semaphore.available };
    },
    expect: { available: 2 },
  }),
  behaviour({
    id: 'semaphore.timeout',
    title: 'a wait gives up in time, here and in a thread that blocks, and takes no permit',
    about: 'semaphore',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Semaphore }, tools) {
      const semaphore = new Semaphore(1, { name: 'desks' });
      const held = await semaphore.acquire();
      const here = await tools.failureOf(() => semaphore.acquire({ timeout: 10 }));
      const there = await Thread.start({
        target: entering.enterInTime,
        args: [semaphore, 10],
      }).result();
      held.release();
      return {
        here: here === 'nothing' ? here : here.class,
        named: here !== 'nothing' && here.message.includes('"desks"'),
        there,
        available: semaphore.available,
      };
    },
    expect: { here: 'TimeoutError', named: true, there: 'TimeoutError', available: 1 },
  }),
  behaviour({
    id: 'semaphore.cancelled-waiter',
    title: 'one who asked for many and is cancelled lets those behind it go on',
    about: 'semaphore',
    kind: 'given-up',
    needs: [],
    async run({ Semaphore, spawn }, tools) {
      const semaphore = new Semaphore(2);
      const held = await semaphore.acquire();
      const many = spawn(function* () {
        yield* semaphore.acquire({ permits: 2 });
      });
      const few = spawn(function* () {
        (yield* semaphore.acquire()).release();
        return 'is in';
      });
      await tools.othersRan();
      const before = few.state;
      many.cancel();
      const after = await few;
      held.release();
      return {
        before,
        many: await tools.thrownBy(() => many),
        after,
        available: semaphore.available,
      };
    },
    expect: { before: 'waiting', many: 'CancelledError', after: 'is in', available: 2 },
  }),
  behaviour({
    id: 'semaphore.abort',
    title: 'a wait that is aborted rejects with the signal’s reason and takes no permit',
    about: 'semaphore',
    kind: 'given-up',
    needs: [],
    async run({ Semaphore }) {
      const semaphore = new Semaphore(1);
      const held = await semaphore.acquire();
      const abort = new AbortController();
      const giving = semaphore.acquire({ signal: abort.signal });
      const next = semaphore.acquire();
      const reason = new RangeError('enough');
      abort.abort(reason);
      const seen = await giving.catch((error: unknown) => error);
      held.release();
      (await next).release();
      return { rejectedWithReason: seen === reason, available: semaphore.available };
    },
    expect: { rejectedWithReason: true, available: 1 },
  }),
  behaviour({
    id: 'semaphore.bounded',
    title: 'a BoundedSemaphore refuses what would be above its beginning, and stays as it is',
    about: 'semaphore',
    kind: 'bad-input',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, BoundedSemaphore }, tools) {
      const semaphore = new BoundedSemaphore(2, { name: 'desks' });
      const guard = await semaphore.acquire();
      const tooMany = await tools.failureOf(() => semaphore.release(2));
      const after = semaphore.available;
      const there = await tools.thrownBy(() =>
        Thread.start({ target: entering.giveBack, args: [semaphore, 2] }).result(),
      );
      guard.release();
      return {
        tooMany:
          tooMany === 'nothing' ? tooMany : { class: tooMany.class, code: tooMany.code ?? '' },
        after,
        there,
        available: semaphore.available,
      };
    },
    expect: {
      tooMany: { class: 'OverReleaseError', code: 'HEDDLE_OVER_RELEASE' },
      after: 1,
      there: 'OverReleaseError',
      available: 2,
    },
  }),
  behaviour({
    id: 'semaphore.spent-guard',
    title: 'a guard gives its permits back once: release() again is refused',
    about: 'semaphore',
    kind: 'bad-input',
    needs: [],
    async run({ Semaphore }, tools) {
      const semaphore = new Semaphore(3);
      const guard = await semaphore.acquire({ permits: 2 });
      guard.release();
      const failure = await tools.thrownBy(() => guard.release());
      guard[Symbol.dispose]();
      return { failure, available: semaphore.available };
    },
    expect: { failure: 'SpentGuardError', available: 3 },
  }),
  behaviour({
    id: 'semaphore.bad-input',
    title: 'counts that are no whole numbers, or out of range, are refused',
    about: 'semaphore',
    kind: 'bad-input',
    needs: [],
    async run({ Semaphore, BoundedSemaphore }, tools) {
      const semaphore = new Semaphore(1);
      const bad: (() => unknown)[] = [
        () => new Semaphore(1.5),
        () => new Semaphore(-1),
        () => semaphore.release(0),
        () => semaphore.release(-1),
        () => semaphore.acquire({ permits: 0 }),
        () => semaphore.tryAcquire({ permits: 0.5 }),
        () => new BoundedSemaphore(1).acquire({ permits: 2 }),
        () => semaphore.acquire({ timeout: -1 }),
      ];
      const failures = new Set<string>();
      for (const call of bad) failures.add(await tools.thrownBy(call));
      return { failures: [...failures], available: semaphore.available };
    },
    expect: { failures: ['InvalidArgumentError'], available: 1 },
  }),
];
