import { behaviour, type Behaviour } from '../behaviour.ts';
import { meeting, type Met } from '../tasks/meeting.ts';

const rounds = 50;
const { meetBlocking } = meeting;
const meetAwaiting = meeting.meetAwaiting as unknown as typeof meetBlocking;
const meetYielding = meeting.meetYielding as unknown as typeof meetBlocking;

function together(
  name: string,
  title: string,
  targets: readonly (typeof meetBlocking)[],
): Behaviour {
  return behaviour({
    id: `barrier.threads-${name}`,
    title: `three threads that ${title} meet round after round, each with a number of its own, and the action is called once a round`,
    about: 'barrier',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Barrier }) {
      const barrier = new Barrier(3, { action: meeting.ring });
      const threads = targets.map((target) => Thread.start({ target, args: [barrier, rounds] }));
      const met: Met[] = [];
      for (const thread of threads) met.push(await thread.result());
      let complete = 0;
      for (let round = 0; round < rounds; round += 1) {
        const numbers = met.map(({ indexes }) => indexes[round]).toSorted();
        if (numbers.join() === '0,1,2') complete += 1;
      }
      const rings = met.reduce((sum, one) => sum + one.rings, 0);
      return { complete, rings, waiting: barrier.waiting, broken: barrier.broken };
    },
    expect: { complete: rounds, rings: rounds, waiting: 0, broken: false },
  });
}

/** A meeting point. */
export const barriers: readonly Behaviour[] = [
  behaviour({
    id: 'barrier.indexes',
    title: 'wait() lets all go on once they have arrived, each with a number of its own',
    about: 'barrier',
    kind: 'normal',
    needs: [],
    async run({ Barrier, spawn }, tools) {
      const barrier = new Barrier(3);
      const seen: number[] = [];
      const come = () =>
        spawn(function* () {
          const index = yield* barrier.wait();
          seen.push(index);
        });
      const tasks = [come(), come()];
      await tools.othersRan();
      const early = { seen: seen.length, waiting: barrier.waiting };
      tasks.push(come());
      for (const task of tasks) await task;
      return { early, numbers: seen.toSorted(), waiting: barrier.waiting };
    },
    expect: { early: { seen: 0, waiting: 2 }, numbers: [0, 1, 2], waiting: 0 },
  }),
  behaviour({
    id: 'barrier.rounds',
    title: 'it can be used again at once, round after round',
    about: 'barrier',
    kind: 'normal',
    needs: [],
    async run({ Barrier, spawn }) {
      const barrier = new Barrier(2);
      let lead = 0;
      const at = [0, 0];
      const tasks = [0, 1].map((who) =>
        spawn(function* () {
          for (let round = 1; round <= 100; round += 1) {
            at[who] = round;
            lead = Math.max(lead, Math.abs(at[0]! - at[1]!));
            yield* barrier.wait();
          }
        }),
      );
      for (const task of tasks) await task;
      return { at, lead };
    },
    expect: { at: [100, 100], lead: 1 },
  }),
  behaviour({
    id: 'barrier.action',
    title: 'its action is called once a round, by the last to arrive, before anybody goes on',
    about: 'barrier',
    kind: 'normal',
    needs: [],
    async run({ Barrier, spawn }) {
      const order: string[] = [];
      const barrier = new Barrier(2, { action: () => order.push('action') });
      for (let round = 0; round < 2; round += 1) {
        const tasks = ['went on', 'went on'].map((what) =>
          spawn(function* () {
            yield* barrier.wait();
            order.push(what);
          }),
        );
        for (const task of tasks) await task;
      }
      return { order };
    },
    expect: { order: ['action', 'went on', 'went on', 'action', 'went on', 'went on'] },
  }),
  behaviour({
    id: 'barrier.draining',
    title: 'who comes while a round is being released belongs to the next',
    about: 'barrier',
    kind: 'normal',
    needs: [],
    async run({ Barrier, spawn }, tools) {
      const order: string[] = [];
      const come = (name: string) =>
        spawn(function* () {
          yield* barrier.wait();
          order.push(name);
        });
      const early: ReturnType<typeof come>[] = [];
      const barrier: InstanceType<typeof Barrier> = new Barrier(2, {
        action() {
          if (early.length === 0) early.push(come('early for the next'));
        },
      });
      const first = [come('first'), come('second')];
      for (const task of first) await task;
      await tools.othersRan();
      const { waiting } = barrier;
      order.push(`${waiting} waits`);
      await come('completes the next');
      for (const task of early) await task;
      return { order: [...order.slice(0, 2).toSorted(), ...order.slice(2).toSorted()] };
    },
    expect: {
      order: ['first', 'second', '1 waits', 'completes the next', 'early for the next'],
    },
  }),
  behaviour({
    id: 'barrier.abort',
    title: 'abort() breaks it for who waits and who comes, until reset()',
    about: 'barrier',
    kind: 'normal',
    needs: [],
    async run({ Barrier }, tools) {
      const barrier = new Barrier(2);
      const waiting = tools.failureOf(() => barrier.wait());
      barrier.abort();
      const seen = await waiting;
      const later = await tools.thrownBy(() => barrier.wait());
      const { broken } = barrier;
      barrier.reset();
      const both = [barrier.wait(), barrier.wait()];
      const numbers = [await both[0], await both[1]].map(Number);
      return {
        waiting: seen === 'nothing' ? seen : { class: seen.class, code: seen.code ?? '' },
        later,
        broken,
        afterReset: { numbers, broken: barrier.broken },
      };
    },
    expect: {
      waiting: { class: 'BrokenBarrierError', code: 'HEDDLE_BROKEN_BARRIER' },
      later: 'BrokenBarrierError',
      broken: true,
      afterReset: { numbers: [0, 1], broken: false },
    },
  }),
  behaviour({
    id: 'barrier.reset',
    title: 'reset() fails those who wait, and the next round begins empty',
    about: 'barrier',
    kind: 'normal',
    needs: [],
    async run({ Barrier }, tools) {
      const barrier = new Barrier(3);
      const waiting = [1, 2].map(() => tools.thrownBy(() => barrier.wait()));
      const before = barrier.waiting;
      barrier.reset();
      const failed = await Promise.all(waiting);
      const { waiting: after, broken } = barrier;
      const next = [barrier.wait(), barrier.wait(), barrier.wait()];
      const numbers: number[] = [];
      for (const one of next) numbers.push(await one);
      return { before, failed, after, broken, numbers };
    },
    expect: {
      before: 2,
      failed: ['BrokenBarrierError', 'BrokenBarrierError'],
      after: 0,
      broken: false,
      numbers: [0, 1, 2],
    },
  }),
  behaviour({
    id: 'barrier.state',
    title: 'it tells its parties, how many wait, and whether it is broken; one party never waits',
    about: 'barrier',
    kind: 'normal',
    needs: [],
    async run({ Barrier }, tools) {
      const [one, three] = [new Barrier(1), new Barrier(3, { name: 'start' })];
      const alone = [await one.wait(), await one.wait()];
      const waiting = tools.thrownBy(() => three.wait());
      const seen = [three.name ?? '', three.parties, three.waiting, three.broken];
      three.abort();
      await waiting;
      return { alone, seen, broken: three.broken };
    },
    expect: { alone: [0, 0], seen: ['start', 3, 1, false], broken: true },
  }),
  together('block', 'block', [meetBlocking, meetBlocking, meetBlocking]),
  together('await', 'await', [meetAwaiting, meetAwaiting, meetAwaiting]),
  together('yield', 'yield*', [meetYielding, meetYielding, meetYielding]),
  together('mixed', 'block, await and yield*', [meetBlocking, meetAwaiting, meetYielding]),
  behaviour({
    id: 'barrier.threads-broken',
    title: 'abort(), reset() and a timeout in another thread fail those who wait here',
    about: 'barrier',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Barrier }, tools) {
      const seen: Record<string, string[]> = {};
      for (const how of ['abort', 'reset', 10] as const) {
        const barrier = new Barrier(3);
        const waiting = tools.thrownBy(() => barrier.wait());
        const there = Thread.start({ target: meeting.breakIt, args: [barrier, how] });
        seen[how] = [await waiting, await there.result(), String(barrier.broken)];
      }
      return seen;
    },
    expect: {
      abort: ['BrokenBarrierError', 'abort', 'true'],
      reset: ['BrokenBarrierError', 'reset', 'false'],
      10: ['BrokenBarrierError', 'TimeoutError', 'true'],
    },
  }),
  behaviour({
    id: 'barrier.hand-over',
    title: 'those who wait have arrived also after it was handed over',
    about: 'barrier',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Barrier, spawn }, tools) {
      const barrier = new Barrier(3);
      const waiting = [1, 2].map(() =>
        spawn(function* () {
          return yield* barrier.wait();
        }),
      );
      await tools.othersRan();
      const there = Thread.start({ target: meetBlocking, args: [barrier, 1] });
      const [{ waiting: arrived, shared }, numbers] = [barrier, [] as number[]];
      for (const task of waiting) numbers.push(await task);
      return { arrived, shared, numbers, there: (await there.result()).indexes };
    },
    expect: { arrived: 2, shared: true, numbers: [0, 1], there: [2] },
  }),
  behaviour({
    id: 'barrier.dead-waiter',
    title: 'a thread that dies while it waits has arrived: the round goes on without it',
    about: 'barrier',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Barrier, Queue }, tools) {
      const [barrier, said, go] = [new Barrier(2), new Queue<string>(), new Queue<string>()];
      const victim = Thread.start({ target: meeting.meet, args: [barrier, said, go] });
      await said.get();
      while (barrier.waiting < 1) await tools.hostTurn();
      await victim.terminate();
      return { index: await barrier.wait(), waiting: barrier.waiting, broken: barrier.broken };
    },
    expect: { index: 1, waiting: 0, broken: false },
  }),
  behaviour({
    id: 'barrier.dead-action',
    title: 'a thread that dies in the action breaks it: those who wait hear of it',
    about: 'barrier',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Barrier, Queue }, tools) {
      const barrier = new Barrier(2, { action: meeting.ringOn });
      const [said, go] = [new Queue<string>(), new Queue<string>()];
      const waiting = tools.thrownBy(() => barrier.wait());
      const victim = Thread.start({ target: meeting.meet, args: [barrier, said, go] });
      for (let i = 0; i < 2; i += 1) await said.get();
      await victim.terminate();
      return { waiting: await waiting, broken: barrier.broken };
    },
    expect: { waiting: 'BrokenBarrierError', broken: true },
  }),
  behaviour({
    id: 'barrier.timeout',
    title: 'a wait whose time is over breaks it for everybody',
    about: 'barrier',
    kind: 'given-up',
    needs: [],
    async run({ Barrier }, tools) {
      const barrier = new Barrier(3, { name: 'start' });
      const patient = tools.thrownBy(() => barrier.wait());
      const giving = await tools.failureOf(() => barrier.wait({ timeout: 10 }));
      return {
        giving: giving === 'nothing' ? giving : giving.class,
        named: giving !== 'nothing' && giving.message.includes('barrier "start"'),
        patient: await patient,
        later: await tools.thrownBy(() => barrier.wait()),
        broken: barrier.broken,
      };
    },
    expect: {
      giving: 'TimeoutError',
      named: true,
      patient: 'BrokenBarrierError',
      later: 'BrokenBarrierError',
      broken: true,
    },
  }),
  behaviour({
    id: 'barrier.default-timeout',
    title: 'the timeout of the barrier is that of each wait that has none of its own',
    about: 'barrier',
    kind: 'given-up',
    needs: [],
    async run({ Barrier }, tools) {
      const barrier = new Barrier(2, { timeout: 10 });
      const giving = await tools.thrownBy(() => barrier.wait());
      barrier.reset();
      const patient = barrier.wait({ timeout: 10_000 });
      const numbers = [await barrier.wait(), await patient];
      return { timeout: barrier.timeout, giving, numbers };
    },
    expect: { timeout: 10, giving: 'TimeoutError', numbers: [1, 0] },
  }),
  behaviour({
    id: 'barrier.given-up',
    title: 'a wait that is aborted or cancelled breaks it too',
    about: 'barrier',
    kind: 'given-up',
    needs: [],
    async run({ Barrier, spawn }, tools) {
      const barrier = new Barrier(3);
      const abort = new AbortController();
      const patient = tools.thrownBy(() => barrier.wait());
      const giving = barrier.wait({ signal: abort.signal });
      const reason = new RangeError('enough');
      abort.abort(reason);
      const seen = await giving.catch((error: unknown) => error);
      const aborted = await patient;
      barrier.reset();
      const task = spawn(function* () {
        yield* barrier.wait();
      });
      const other = tools.thrownBy(() => barrier.wait());
      await tools.othersRan();
      task.cancel();
      return {
        rejectedWithReason: seen === reason,
        aborted,
        cancelled: [await tools.thrownBy(() => task), await other],
      };
    },
    expect: {
      rejectedWithReason: true,
      aborted: 'BrokenBarrierError',
      cancelled: ['CancelledError', 'BrokenBarrierError'],
    },
  }),
  behaviour({
    id: 'barrier.action-fails',
    title: 'an action that throws breaks it, and whoever called it gets the error',
    about: 'barrier',
    kind: 'bad-input',
    needs: [],
    async run({ Barrier }, tools) {
      const barrier = new Barrier(2, {
        action() {
          throw new RangeError('no');
        },
      });
      const waiting = tools.thrownBy(() => barrier.wait());
      const last = await tools.thrownBy(() => barrier.wait());
      return { last, waiting: await waiting, broken: barrier.broken };
    },
    expect: { last: 'RangeError', waiting: 'BrokenBarrierError', broken: true },
  }),
  behaviour({
    id: 'barrier.bad-input',
    title: 'fewer than one party, and options of the wrong kind, are refused',
    about: 'barrier',
    kind: 'bad-input',
    needs: [],
    async run({ Barrier }, tools) {
      const bad: (() => unknown)[] = [
        () => new Barrier(0),
        () => new Barrier(-1),
        () => new Barrier(1.5),
        () => new Barrier(2, { action: 'ring' as never }),
        () => new Barrier(2, { timeout: -1 }),
        () => new Barrier(2).wait({ timeout: Number.NaN }),
      ];
      const failures = new Set<string>();
      for (const call of bad) failures.add(await tools.thrownBy(call));
      return [...failures];
    },
    expect: ['InvalidArgumentError'],
  }),
  behaviour({
    id: 'barrier.action-stays',
    title: 'one whose action is a function of this thread alone cannot be handed over',
    about: 'barrier',
    kind: 'bad-input',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Barrier }, tools) {
      const barrier = new Barrier(2, { action: () => {} });
      const failure = await tools.thrownBy(() =>
        Thread.start({ target: meetBlocking, args: [barrier, 1] }).result(),
      );
      const both = [barrier.wait(), barrier.wait()];
      return { failure, numbers: [await both[0], await both[1]].map(Number) };
    },
    expect: { failure: 'CannotSendError', numbers: [0, 1] },
  }),
];
