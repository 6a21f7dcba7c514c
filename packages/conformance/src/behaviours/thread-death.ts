import { behaviour, type Behaviour, type Heddle } from '../behaviour.ts';
import { arithmetic } from '../tasks/arithmetic.ts';
import { dying } from '../tasks/dying.ts';
import { endless } from '../tasks/endless.ts';
import { parenting } from '../tasks/parenting.ts';
import type { Tools } from '../tools.ts';

/** Terminates a thread once it has said that it is there. */
async function terminate(
  { Thread, Queue, Value }: Heddle,
  tools: Tools,
  target: typeof dying.compute,
  lock: InstanceType<Heddle['Lock']>,
) {
  const [said, stop] = [new Queue<string>(), new Value('i32', 0)];
  const thread = Thread.start({ target, args: [lock, said, stop], name: 'victim' });
  await said.get();
  await Promise.all([thread.terminate(), thread.terminate()]);
  await thread.join();
  const result = await tools.failureOf(() => thread.result());
  return {
    alive: thread.alive,
    result: result === 'nothing' ? result : { class: result.class, message: result.message },
    stop,
  };
}

const terminated = {
  alive: false,
  result: { class: 'ThreadDiedError', message: 'thread "victim" was terminated' },
};

function whileItHolds(name: string, title: string, target: typeof dying.compute): Behaviour {
  return behaviour({
    id: `thread.terminate-${name}`,
    title: `terminate() ends a thread that ${title}: what it holds is abandoned`,
    about: 'thread',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run(heddle, tools) {
      const lock = new heddle.Lock();
      const { stop, ...seen } = await terminate(heddle, tools, target, lock);
      const next = await tools.thrownBy(() => lock.acquire());
      stop.value = 1;
      return { ...seen, next };
    },
    expect: { ...terminated, next: 'AbandonedLockError' },
  });
}

function whileItWaits(name: string, title: string, target: typeof dying.compute): Behaviour {
  return behaviour({
    id: `thread.terminate-${name}`,
    title: `terminate() ends a thread that ${title}: the lock goes to the next`,
    about: 'thread',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run(heddle, tools) {
      const lock = new heddle.Lock();
      const guard = await lock.acquire();
      const { stop: _, ...seen } = await terminate(heddle, tools, target, lock);
      const next = lock.acquire();
      guard.release();
      (await next).release();
      return { ...seen, locked: lock.locked };
    },
    expect: { ...terminated, locked: false },
  });
}

function byItself(name: string, title: string, target: typeof dying.fail, result: string) {
  return behaviour({
    id: `thread.dies-${name}`,
    title: `what a thread holds that ${title} is abandoned: another one that waits hears of it, blocked or not`,
    about: 'thread',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue, Lock }, tools) {
      const [lock, said, go] = [new Lock(), new Queue<string>(), new Queue<string>()];
      const thread = Thread.start({ target, args: [lock, said, go] });
      await said.get();
      const blocked = Thread.start({ target: dying.park, args: [lock, said] });
      await said.get();
      const here = tools.thrownBy(() => lock.acquire());
      await go.put('go');
      return {
        here: await here,
        blocked: await blocked.result(),
        result: await tools.thrownBy(() => thread.result()),
      };
    },
    expect: { here: 'AbandonedLockError', blocked: 'AbandonedLockError', result },
  });
}

/** How threads die, and what is left of them. */
export const threadDeath: readonly Behaviour[] = [
  whileItHolds('computing', 'computes', dying.compute),
  whileItHolds('idle', 'waits for nothing of Heddle', dying.idle as typeof dying.compute),
  whileItHolds(
    'parent',
    'has started another: with that too',
    parenting.beget as typeof dying.compute,
  ),
  whileItWaits('parked', 'is blocked', dying.park as unknown as typeof dying.compute),
  whileItWaits('waiting', 'awaits', dying.wait as typeof dying.compute),
  byItself('returned', 'returns', dying.keep as unknown as typeof dying.fail, 'nothing'),
  byItself('failed', 'ends by an error that nobody takes', dying.fail, 'ThreadDiedError'),
  byItself('rejected', 'ends by a rejection that nobody takes', dying.reject, 'ThreadDiedError'),
  behaviour({
    id: 'thread.terminate-early',
    title: 'a thread can be terminated before its target has begun, and after it has ended',
    about: 'thread',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue, Lock }, tools) {
      const [lock, said] = [new Lock(), new Queue<string>()];
      const early = Thread.start({ target: dying.park, args: [lock, said] });
      await early.terminate();
      const late = Thread.start({ target: dying.park, args: [lock, said] });
      const result = await late.result();
      await late.terminate();
      return {
        early: await tools.thrownBy(() => early.result()),
        late: [result, await late.result()],
      };
    },
    expect: { early: 'ThreadDiedError', late: ['got it', 'got it'] },
  }),
  behaviour({
    id: 'thread.terminate-loading',
    title: 'a thread that is loading a module which never ends can be terminated',
    about: 'thread',
    kind: 'given-up',
    needs: ['threads'],
    async run({ Thread }, tools) {
      const loading = Thread.start({ target: endless.never, name: 'loading' });
      // One that has ended a turn earlier is started, so this one's worker is loading by then, or about to.
      await Thread.start({ target: arithmetic.add, args: [1, 2] }).result();
      await Promise.all([loading.terminate(), loading.terminate()]);
      await loading.terminate();
      const failure = await tools.failureOf(() => loading.result());
      return {
        alive: loading.alive,
        failure: failure === 'nothing' ? failure : failure.message,
      };
    },
    expect: { alive: false, failure: 'thread "loading" was terminated' },
  }),
  behaviour({
    id: 'thread.terminate-not-started',
    title: 'terminating a thread that was not started is refused',
    about: 'thread',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ Thread, Queue, Lock }, tools) {
      const one = new Thread({ target: dying.park, args: [new Lock(), new Queue<string>()] });
      return tools.thrownBy(() => one.terminate());
    },
    expect: 'InvalidStateError',
  }),
];
