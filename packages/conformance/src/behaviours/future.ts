import { behaviour, type Behaviour } from '../behaviour.ts';

/** What a call gives in the end. */
export const futures: readonly Behaviour[] = [
  behaviour({
    id: 'future.states',
    title: 'a future is pending, then running, then done, failed or cancelled',
    about: 'future',
    kind: 'normal',
    needs: [],
    async run({ Future }) {
      const made = (how: (future: InstanceType<typeof Future<number>>) => void) => {
        const future = new Future<number>();
        how(future);
        void future.exception().catch(() => {});
        return [future.state, future.done, future.running, future.cancelled];
      };
      return {
        pending: made(() => {}),
        running: made((future) => future.setRunning()),
        done: made((future) => future.setResult(1)),
        failed: made((future) => future.setException(new RangeError('far'))),
        cancelled: made((future) => future.cancel()),
      };
    },
    expect: {
      pending: ['pending', false, false, false],
      running: ['running', false, true, false],
      done: ['done', true, false, false],
      failed: ['failed', true, false, false],
      cancelled: ['cancelled', true, false, true],
    },
  }),
  behaviour({
    id: 'future.cancel',
    title: 'cancel() is true for what has not begun, and again; false for what runs or has ended',
    about: 'future',
    kind: 'given-up',
    needs: [],
    async run({ Future }, tools) {
      const [pending, running, done] = [new Future(), new Future(), new Future()];
      running.setRunning();
      done.setResult(1);
      return {
        cancelled: [pending.cancel(), pending.cancel(), pending.setRunning()],
        result: await tools.thrownBy(() => pending.result()),
        exception: await tools.thrownBy(() => pending.exception()),
        running: [running.cancel(), running.state],
        done: [done.cancel(), done.state],
      };
    },
    expect: {
      cancelled: [true, true, false],
      result: 'CancelledError',
      exception: 'CancelledError',
      running: [false, 'running'],
      done: [false, 'done'],
    },
  }),
  behaviour({
    id: 'future.result',
    title: 'result() and exception() wait for the end, for as long as they are told',
    about: 'future',
    kind: 'normal',
    needs: [],
    async run({ Future }, tools) {
      const [gives, fails] = [new Future<number>(), new Future<number>()];
      const late = [
        await tools.thrownBy(() => gives.result({ timeout: 1 })),
        await tools.thrownBy(() => gives.exception({ timeout: 0 })),
      ];
      const waits = [gives.result({ timeout: 10_000 }), gives.exception()];
      const failing = tools.thrownBy(() => fails.result());
      gives.setResult(5);
      fails.setException(new RangeError('far'));
      const [result, exception] = await Promise.all(waits);
      return {
        late,
        result: result as number,
        exception: exception === undefined,
        failing: await failing,
        failure: tools.error(await fails.exception()).message,
      };
    },
    expect: {
      late: ['TimeoutError', 'TimeoutError'],
      result: 5,
      exception: true,
      failing: 'RangeError',
      failure: 'far',
    },
  }),
  behaviour({
    id: 'future.callbacks',
    title:
      'done callbacks are called in their order, at once after the end; one that throws harms none',
    about: 'future',
    kind: 'normal',
    needs: [],
    async run({ Future }) {
      const future = new Future<number>();
      const seen: string[] = [];
      const { error } = console;
      const told: unknown[] = [];
      console.error = (...parts: unknown[]) => void told.push(parts.at(-1));
      try {
        future.addDoneCallback(({ state }) => seen.push(`first ${state}`));
        future.addDoneCallback(() => {
          throw new RangeError('far');
        });
        future.addDoneCallback(() => seen.push('last'));
        future.setResult(1);
        future.addDoneCallback(({ state }) => seen.push(`late ${state}`));
      } finally {
        console.error = error;
      }
      return { seen, told: told.map((each) => (each as Error).name) };
    },
    expect: { seen: ['first done', 'last', 'late done'], told: ['RangeError'] },
  }),
  behaviour({
    id: 'future.ends-once',
    title: 'a second end of a future is refused',
    about: 'future',
    kind: 'bad-input',
    needs: [],
    async run({ Future }, tools) {
      const future = new Future<number>();
      future.setResult(1);
      return {
        result: await tools.thrownBy(() => future.setResult(2)),
        exception: await tools.thrownBy(() => future.setException(new Error('late'))),
        running: await tools.thrownBy(() => future.setRunning()),
        value: await future,
      };
    },
    expect: {
      result: 'InvalidStateError',
      exception: 'InvalidStateError',
      running: 'InvalidStateError',
      value: 1,
    },
  }),
  behaviour({
    id: 'future.several',
    title: 'wait() and asCompleted() take futures',
    about: 'future',
    kind: 'normal',
    needs: [],
    async run({ Future, wait, asCompleted }, tools) {
      const [slow, failed, last] = [
        new Future<string>(),
        new Future<string>(),
        new Future<string>(),
      ];
      failed.setException(new RangeError('far'));
      const first = await wait([slow, failed, slow], { returnWhen: 'firstCompleted' });
      const late = await wait([slow], { timeout: 1 });
      last.cancel();
      const states: string[] = [];
      const reading = (async () => {
        for await (const future of asCompleted([slow, failed, last, last]))
          states.push(future.state);
      })();
      slow.setResult('value');
      await reading;
      const timed = await tools.failureOf(async () => {
        for await (const _ of asCompleted([new Future(), slow], { timeout: 1 }));
      });
      return {
        first: [first.done.has(failed), first.done.size, first.pending.size],
        late: [late.done.size, late.pending.size],
        states,
        timed: timed === 'nothing' ? timed : [timed.class, timed.message.includes('1 of 2')],
      };
    },
    expect: {
      first: [true, 1, 1],
      late: [0, 1],
      states: ['failed', 'cancelled', 'done'],
      timed: ['TimeoutError', true],
    },
  }),
];
