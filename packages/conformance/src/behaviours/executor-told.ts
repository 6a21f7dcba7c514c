import { behaviour, type Behaviour } from '../behaviour.ts';
import { pooling } from '../tasks/pooling.ts';
import type { Tools } from '../tools.ts';

async function messageOf(tools: Tools, action: () => unknown): Promise<string> {
  const failure = await tools.failureOf(action);
  return failure === 'nothing' ? failure : failure.message;
}

/** What an executor says to whoever made a mistake. */
export const executorTold: readonly Behaviour[] = [
  behaviour({
    id: 'executor.says-what-to-do',
    title: 'a call that an executor cannot take is refused with what to write',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, name: 'p' });
      const future = pool.submit(pooling.add, 1, 2);
      const seen = {
        noTask: await messageOf(tools, () => pool.submit((() => '') as typeof pooling.name)),
        future: await messageOf(tools, () => pool.submit(pooling.echo, future)),
        moves: await messageOf(tools, () => pool.with({ transfer: [new ArrayBuffer(1), {}] })),
        sum: await future,
      };
      await pool.shutdown();
      return { ...seen, shutDown: await messageOf(tools, () => pool.submit(pooling.name)) };
    },
    expect: {
      noTask:
        "submit: needs a function of a tasks() module, got function (anonymous); a thread has its own memory and finds the function by the module's id: " +
        "export const work = tasks('work', import.meta.url, { fn }) in a file of its own, and submit(work.fn)",
      future:
        'cannot send args[0]: an operation of this thread (a future, a task, a wait); await it and send its result',
      moves:
        'with: transfer[1] must be an ArrayBuffer, a view of one, or what else moves (a port, a stream), got an object (Object)',
      sum: 3,
      shutDown:
        'submit: executor "p" was shut down; make a new one, or shut it down after its last call',
    },
  }),
  behaviour({
    id: 'executor.says-what-broke-it',
    title: 'an executor that is broken names its initializer and the error of that',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({
        maxWorkers: 1,
        name: 'p',
        initializer: pooling.fail,
        initargs: ['not prepared'],
      });
      const first = await messageOf(tools, () => pool.submit(pooling.add, 1, 1));
      const later = await messageOf(tools, () => pool.submit(pooling.add, 1, 1));
      await pool.shutdown();
      return { first, later };
    },
    expect: {
      first:
        'pooling.add: executor "p" is broken: its initializer pooling.fail failed: RangeError: not prepared',
      later:
        'submit: executor "p" is broken: its initializer pooling.fail failed: RangeError: not prepared',
    },
  }),
  behaviour({
    id: 'executor.says-who-died',
    title: 'a call whose worker died says so once, with the reason',
    about: 'executor',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Queue }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, name: 'p' });
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const dies = pool.submit(pooling.throwOutside, arrived, go);
      await arrived.get();
      await go.put('go');
      const message = await messageOf(tools, () => dies);
      await pool.shutdown();
      return {
        begins: message.startsWith('call of pooling.throwOutside failed: worker "p_0" of'),
        reason: message.includes('boom'),
        times: message.split('p_0').length - 1,
        target: message.includes('target'),
      };
    },
    expect: { begins: true, reason: true, times: 1, target: false },
  }),
  behaviour({
    id: 'thread.bad-address',
    title: 'tasks() refuses what is no address of a module at once',
    about: 'thread',
    kind: 'bad-input',
    needs: [],
    async run({ tasks }, tools) {
      return [
        await messageOf(tools, () => tasks('nowhere', './nowhere.ts', { ...pooling })),
        await messageOf(tools, () => tasks('nowhere', 5 as never, { ...pooling })),
      ];
    },
    expect: [
      'tasks("nowhere"): the second argument must be import.meta.url, where threads find the module, got "./nowhere.ts"',
      'tasks: needs an id, import.meta.url and an object of functions, got "nowhere", 5, an object (Object)',
    ],
  }),
];
