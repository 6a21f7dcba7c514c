import { behaviour, type Behaviour } from '../behaviour.ts';
import { walking } from '../tasks/walking.ts';

/** Threads that begin later. */
export const timers: readonly Behaviour[] = [
  behaviour({
    id: 'thread.timer',
    title: 'a Timer runs its target once, in a thread, when its time has come',
    about: 'thread',
    kind: 'normal',
    needs: ['threads'],
    async run({ Timer, Thread, threads }) {
      const timer = new Timer({ delay: 20, target: walking.double, args: [21], name: 'timer' });
      const before = timer.alive;
      timer.start();
      const waiting = { alive: timer.alive, ident: timer.ident ?? null };
      const listed = threads().includes(timer);
      const result = await timer.result();
      return {
        isThread: timer instanceof Thread,
        before,
        waiting,
        listed,
        result,
        after: { alive: timer.alive, ident: typeof timer.ident },
      };
    },
    expect: {
      isThread: true,
      before: false,
      waiting: { alive: true, ident: null },
      listed: true,
      result: 42,
      after: { alive: false, ident: 'number' },
    },
  }),
  behaviour({
    id: 'thread.timer-cancel',
    title: 'a Timer that is cancelled before never begins: join() settles, result() says why',
    about: 'thread',
    kind: 'given-up',
    needs: ['threads'],
    async run({ Timer }, tools) {
      const timer = Timer.start({ delay: 60_000, target: walking.double, args: [1] });
      const joining = timer.join();
      const cancelled = [timer.cancel(), timer.cancel()];
      await joining;
      const early = new Timer({ delay: 0, target: walking.double, args: [1] });
      early.cancel();
      early.start();
      await early.join();
      const late = Timer.start({ delay: 0, target: walking.double, args: [3] });
      const result = await late.result();
      return {
        cancelled,
        result: await tools.thrownBy(() => timer.result()),
        early: await tools.thrownBy(() => early.result()),
        late: [result, late.cancel()],
      };
    },
    expect: {
      cancelled: [true, false],
      result: 'CancelledError',
      early: 'CancelledError',
      late: [6, false],
    },
  }),
  behaviour({
    id: 'thread.timer-terminate',
    title: 'a Timer that is terminated before its time never begins either',
    about: 'thread',
    kind: 'given-up',
    needs: ['threads'],
    async run({ Timer }, tools) {
      const timer = Timer.start({ delay: 60_000, target: walking.double, args: [1] });
      await timer.terminate();
      return { alive: timer.alive, result: await tools.thrownBy(() => timer.result()) };
    },
    expect: { alive: false, result: 'ThreadDiedError' },
  }),
  behaviour({
    id: 'thread.timer-bad',
    title: 'a Timer refuses a delay that is none, and at its start an argument that cannot cross',
    about: 'thread',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ Timer }, tools) {
      const delayed = (delay: number) => () =>
        new Timer({ delay, target: walking.double, args: [1] });
      const timer = new Timer({ delay: 0, target: walking.double, args: [(() => 1) as never] });
      const failure = await tools.failureOf(() => timer.start());
      return {
        delays: [await tools.thrownBy(delayed(-1)), await tools.thrownBy(delayed(Number.NaN))],
        argument: failure === 'nothing' ? failure : failure.message,
        alive: timer.alive,
      };
    },
    expect: {
      delays: ['InvalidArgumentError', 'InvalidArgumentError'],
      argument: 'cannot send args[0]: a function',
      alive: false,
    },
  }),
];
