import { behaviour, type Behaviour } from '../behaviour.ts';
import { entering } from '../tasks/entering.ts';

const times = 50;
const { bankBlocking } = entering;
const bankAwaiting = entering.bankAwaiting as unknown as typeof bankBlocking;
const bankYielding = entering.bankYielding as unknown as typeof bankBlocking;

function together(
  name: string,
  title: string,
  targets: readonly (typeof bankBlocking)[],
): Behaviour {
  return behaviour({
    id: `banker.threads-${name}`,
    title: `three threads that ${title} for one thing after another all come to an end`,
    about: 'banker',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Banker }) {
      const banker = new Banker({ resources: { printers: 2, drives: 1 } });
      const threads = targets.map((target) => Thread.start({ target, args: [banker, times] }));
      let rounds = 0;
      for (const thread of threads) rounds += await thread.result();
      return { rounds, available: banker.available, safe: banker.safe };
    },
    expect: { rounds: 3 * times, available: { printers: 2, drives: 1 }, safe: true },
  });
}

/** Resources that are shared out so that there is never a deadlock. */
export const bankers: readonly Behaviour[] = [
  behaviour({
    id: 'banker.safe',
    title: 'a request is granted only if all can still come to an end, and waits until then',
    about: 'banker',
    kind: 'normal',
    needs: [],
    async run({ Banker, spawn }, tools) {
      const bank = new Banker({ resources: { drives: 3 } });
      const [one, other] = [bank.claim({ drives: 3 }), bank.claim({ drives: 2 })];
      const first = await one.request({ drives: 2 });
      // There is one left, but neither could come to its claim then.
      const refused = other.tryRequest({ drives: 1 }) === undefined;
      const order: string[] = [];
      const waiting = spawn(function* () {
        yield* other.request({ drives: 1 });
        order.push('granted');
      });
      await tools.othersRan();
      order.push('given back');
      first.release();
      await waiting;
      return {
        refused,
        order,
        held: [one.held, other.held],
        available: bank.available,
        safe: bank.safe,
      };
    },
    expect: {
      refused: true,
      order: ['given back', 'granted'],
      held: [{ drives: 0 }, { drives: 1 }],
      available: { drives: 2 },
      safe: true,
    },
  }),
  together('block', 'block', [bankBlocking, bankBlocking, bankBlocking]),
  together('await', 'await', [bankAwaiting, bankAwaiting, bankAwaiting]),
  together('yield', 'wait by yield*', [bankYielding, bankYielding, bankYielding]),
  together('mixed', 'wait in different ways', [bankBlocking, bankAwaiting, bankYielding]),
  behaviour({
    id: 'banker.dead-holder',
    title: 'what a thread holds that dies is given back',
    about: 'banker',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Banker, Queue }) {
      const bank = new Banker({ resources: { printers: 1, drives: 0 } });
      const [said, go] = [new Queue<string>(), new Queue<string>()];
      const victim = Thread.start({ target: entering.keepPrinter, args: [bank, said, go] });
      await said.get();
      const account = bank.claim({ printers: 1 });
      const before = account.tryRequest({ printers: 1 }) === undefined;
      const waiting = account.request({ printers: 1 });
      await victim.terminate();
      await waiting;
      return { before, held: account.held };
    },
    expect: { before: true, held: { printers: 1, drives: 0 } },
  }),
  behaviour({
    id: 'banker.given-up',
    title: 'a request that times out or is cancelled takes nothing, and its account goes on',
    about: 'banker',
    kind: 'given-up',
    needs: [],
    async run({ Banker, spawn }, tools) {
      const bank = new Banker({ resources: { drives: 1 } });
      const [one, other] = [bank.claim({ drives: 1 }), bank.claim({ drives: 1 })];
      const guard = await one.request({ drives: 1 });
      const timed = await tools.thrownBy(() => other.request({ drives: 1 }, { timeout: 10 }));
      const task = spawn(function* () {
        yield* other.request({ drives: 1 });
      });
      await tools.othersRan();
      task.cancel();
      const cancelled = await tools.thrownBy(() => task);
      guard.release();
      await other.request({ drives: 1 });
      return { timed, cancelled, held: [one.held, other.held] };
    },
    expect: {
      timed: 'TimeoutError',
      cancelled: 'CancelledError',
      held: [{ drives: 0 }, { drives: 1 }],
    },
  }),
  behaviour({
    id: 'banker.bad-input',
    title: 'more than there is, than was claimed or than is held, is refused, and nothing changes',
    about: 'banker',
    kind: 'bad-input',
    needs: [],
    async run({ Banker }, tools) {
      const bank = new Banker({ resources: { drives: 2 } });
      const account = bank.claim({ drives: 1 });
      const bad: (() => unknown)[] = [
        () => new Banker({ resources: {} }),
        () => new Banker({ resources: { drives: -1 } }),
        () => bank.claim({ drives: 3 }),
        () => bank.claim({ printers: 1 } as never),
        () => account.request({ drives: 2 }),
        () => account.request({}),
      ];
      const failures = new Set<string>();
      for (const call of bad) failures.add(await tools.thrownBy(call));
      const tooMuch = await tools.thrownBy(() => account.release({ drives: 1 }));
      account.close();
      return {
        failures: [...failures],
        tooMuch,
        closed: await tools.thrownBy(() => account.request({ drives: 1 })),
        available: bank.available,
      };
    },
    expect: {
      failures: ['InvalidArgumentError'],
      tooMuch: 'OverReleaseError',
      closed: 'InvalidStateError',
      available: { drives: 2 },
    },
  }),
];
