import { behaviour, type Behaviour, type Heddle } from '../behaviour.ts';
import { processing } from '../tasks/processing.ts';
import type { Tools } from '../tools.ts';

/** How a process has ended, and what came of its task. */
async function endOf(
  child: InstanceType<Heddle['Process']>,
  tools: Tools,
): Promise<readonly [string, number | null]> {
  const how = await tools.thrownBy(() => child.result());
  await child.join();
  return [how, child.exitCode ?? null];
}

function stopped(
  how: 'terminate' | 'kill',
  name: string,
  title: string,
  target: 'stay' | 'compute',
  seen: { exitCode: number; said: readonly string[] },
): Behaviour {
  return behaviour({
    id: `process.${how}-${name}`,
    title: `${how}() ${title}`,
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ Process, Queue }, tools) {
      const said = new Queue<string>();
      const child = Process.start({
        target: processing[target] as typeof processing.compute,
        args: [said],
        name: 'victim',
      });
      await said.get();
      await Promise.all([child[how](), child[how]()]);
      const result = await tools.thrownBy(() => child.result());
      const { alive, exitCode } = child;
      return {
        alive,
        exitCode: exitCode ?? null,
        result,
        said: said.size === 0 ? [] : [await said.get()],
      };
    },
    expect: { alive: false, result: 'ProcessDiedError', ...seen },
  });
}

/** Process: a function in a process of its own. */
export const processes: readonly Behaviour[] = [
  behaviour({
    id: 'process.exit-codes',
    title:
      'an exit code tells how a process has ended: 0, 1 for an error, its own, or its signal below 0',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ Process }, tools) {
      const running = [
        Process.start({ target: processing.add, args: [1, 2] }),
        Process.start({ target: processing.fail, args: [3] }),
        Process.start({ target: processing.exit, args: [7] }),
        Process.start({ target: processing.die, args: ['SIGTERM'] }),
        Process.start({ target: processing.die, args: ['SIGKILL'] }),
      ] as InstanceType<typeof Process>[];
      const before = running.every(({ exitCode }) => exitCode === undefined);
      return { before, ends: await Promise.all(running.map((child) => endOf(child, tools))) };
    },
    expect: {
      before: true,
      ends: [
        ['nothing', 0],
        ['OddError', 1],
        ['ProcessDiedError', 7],
        ['ProcessDiedError', -15],
        ['ProcessDiedError', -9],
      ],
    },
  }),
  stopped(
    'terminate',
    'idle',
    'cancels what waits, whose finally runs, and ends the process',
    'stay',
    {
      exitCode: -15,
      said: ['cleaned up'],
    },
  ),
  stopped('terminate', 'busy', 'ends also a process that computes and hears nothing', 'compute', {
    exitCode: -15,
    said: [],
  }),
  stopped('kill', 'idle', 'ends a process at once: no finally runs', 'stay', {
    exitCode: -9,
    said: [],
  }),
  behaviour({
    id: 'process.life',
    title: 'what a process tells of itself before it starts, while it runs and after its end',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ Process, Queue, activeChildren, select }) {
      const go = new Queue<string>();
      const child = new Process({ target: processing.wait, args: [go], name: 'teller' });
      const tell = () => ({
        name: child.name,
        pid: typeof child.pid,
        alive: child.alive,
        exitCode: child.exitCode ?? null,
        ended: child.sentinel.ready,
        listed: activeChildren().includes(child as never),
      });
      const seen = [tell()];
      child.start();
      seen.push(tell());
      await go.put('go');
      const { key } = await select({ ended: child.sentinel });
      await child.join();
      seen.push(tell());
      return { seen, key, result: await child.result() };
    },
    expect: {
      seen: [
        {
          name: 'teller',
          pid: 'undefined',
          alive: false,
          exitCode: null,
          ended: false,
          listed: false,
        },
        { name: 'teller', pid: 'number', alive: true, exitCode: null, ended: false, listed: true },
        { name: 'teller', pid: 'number', alive: false, exitCode: 0, ended: true, listed: false },
      ],
      key: 'ended',
      result: 'go',
    },
  }),
  behaviour({
    id: 'process.refused',
    title:
      'what a process does not do now: it starts once, is waited for once started, closed once it has ended',
    about: 'process',
    kind: 'bad-input',
    needs: ['processes'],
    async run({ Process, Queue }, tools) {
      const go = new Queue<string>();
      const child = new Process({ target: processing.wait, args: [go] });
      const early = [
        await tools.thrownBy(() => child.join()),
        await tools.thrownBy(() => child.result()),
        await tools.thrownBy(() => child.terminate()),
      ];
      child.start();
      const running = [
        await tools.thrownBy(() => child.start()),
        await tools.thrownBy(() => child.close()),
        await tools.thrownBy(() => (child.daemon = true)),
        await tools.thrownBy(() => child.join({ timeout: 1 })),
      ];
      await go.put('go');
      await child.join();
      child.close();
      const closed = [
        await tools.thrownBy(() => child.alive),
        await tools.thrownBy(() => child.exitCode),
        await tools.thrownBy(() => child.join()),
      ];
      const start = (options: object) => () =>
        Process.start({ target: processing.add, args: [1, 2], ...options });
      const bad = [
        await tools.thrownBy(start({ target: () => 1 })),
        await tools.thrownBy(start({ daemon: 'yes' })),
        await tools.thrownBy(start({ runtime: 'browser' })),
        await tools.thrownBy(start({ args: [1, () => 2] })),
        await tools.thrownBy(start({ execPath: '/no/such/program' })),
        await tools.thrownBy(start({ cwd: '/no/such/folder' })),
      ];
      return { early, running, closed, bad };
    },
    expect: {
      early: ['InvalidStateError', 'InvalidStateError', 'InvalidStateError'],
      running: ['InvalidStateError', 'InvalidStateError', 'InvalidStateError', 'TimeoutError'],
      closed: ['InvalidStateError', 'InvalidStateError', 'InvalidStateError'],
      bad: [
        'InvalidArgumentError',
        'InvalidArgumentError',
        'InvalidArgumentError',
        'CannotSendError',
        'ProcessStartError',
        'ProcessStartError',
      ],
    },
  }),
  behaviour({
    id: 'process.no-runtime',
    title: 'an executable that ends without a word and is no runtime is named by the error',
    about: 'process',
    kind: 'bad-input',
    needs: ['processes'],
    async run({ Process }, tools) {
      const failure = await tools.failureOf(() =>
        Process.start({ target: processing.add, args: [1, 2], execPath: 'true' }).result(),
      );
      if (failure === 'nothing') return failure;
      return {
        class: failure.class,
        names: failure.message.includes(
          'before it began; it was started with true, which has to be',
        ),
      };
    },
    expect: { class: 'ProcessStartError', names: true },
  }),
  behaviour({
    id: 'process.error',
    title:
      'an error of a process is of its class, with its own fields and the stacks of both sides',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ Process }) {
      const child = Process.start({ target: processing.fail, args: [3], name: 'odd' });
      try {
        await child.result();
        return 'nothing';
      } catch (error) {
        const { code, found, stack = '' } = error as Error & { code: string; found: number };
        return {
          instance: error instanceof processing.OddError,
          code,
          found,
          theirs: /fail.*processing/.test(stack),
          ours: stack.includes('-- process "odd", made in main --'),
        };
      }
    },
    expect: { instance: true, code: 'ODD', found: 3, theirs: true, ours: true },
  }),
  behaviour({
    id: 'process.output',
    title:
      'what a process prints is kept where that is asked for; it has its own folder and variables',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ Process }) {
      const child = Process.start({
        target: processing.print,
        args: ['hello'],
        output: 'capture',
        cwd: '/',
        env: { HEDDLE_CONFORMANCE: 'set', NO_COLOR: '1' },
      });
      const result = await child.result();
      await child.join();
      return { result, stdout: child.stdout, stderr: child.stderr };
    },
    expect: { result: '/ set', stdout: 'hello\n', stderr: 'hello to stderr\n' },
  }),
];
