import {
  Channel,
  LifoQueue,
  PriorityQueue,
  Queue,
  select,
  SimpleQueue,
  spawn,
  tasks,
  type Coroutine,
} from 'heddle';
import { seen, seenAtOnce, soon } from './seen.ts';

type Facts = Promise<Record<string, unknown>>;

/** What somebody sees of queues that another one has made: the same in a thread and in a process. */
export const servingQueues = tasks('serving-queues', import.meta.url, {
  /** `queue` has room for five; `full` has its one item; `ended` was shut down with two left. */
  async queue(queue: Queue<unknown>, full: Queue<unknown>, ended: Queue<unknown>): Facts {
    const is = [queue instanceof Queue, queue.name, queue.maxsize, queue.shared];
    const empty = [queue.size, queue.empty, queue.full, queue.closed];
    const item = { list: [1, new Map([['key', 2]])] };
    await queue.put(item);
    const got = (await queue.get()) as typeof item;
    const copy = [got !== item, (got.list[1] as Map<string, number>).get('key')];
    queue.putSync('blocking');
    const blocking = queue.getSync();
    const tried = [queue.tryPut('tried'), queue.tryGet(), queue.tryGet() === undefined];
    await queue.putMany([1, 2, 3]);
    const many = [await queue.getMany(2), queue.getManySync(5)];
    const late = [
      await seen(() => queue.get({ timeout: soon })),
      seenAtOnce(() => queue.getSync({ timeout: soon })).slice(0, 12),
      await seen(() => full.put(2, { timeout: soon })),
      seenAtOnce(() => full.putSync(2, { timeout: soon })).slice(0, 12),
      full.tryPut(2),
    ];
    const abort = new AbortController();
    const waiting = [
      queue.get({ signal: abort.signal }),
      full.put('never', { signal: abort.signal }),
    ];
    abort.abort(new RangeError('enough'));
    const aborted: string[] = [];
    for (const one of waiting) aborted.push(await seen(() => one));
    const notJoined = await seen(() => queue.join({ timeout: soon }));
    for (let left = 6; left > 0; left--) queue.taskDone();
    await queue.join();
    queue.joinSync();
    const chosen = await select({ queue, full });
    const inTask = await spawn(function* (): Coroutine<unknown> {
      yield* queue.put('in a task');
      return yield* queue.get();
    });
    queue.taskDone();
    const left: unknown[] = [];
    for await (const one of ended) left.push(one);
    return {
      is,
      empty,
      copy,
      blocking,
      tried,
      many,
      late,
      aborted,
      notJoined,
      tooMany: seenAtOnce(() => queue.taskDone()),
      chosen: [chosen.key, chosen.value],
      inTask,
      left,
      ended: [
        ended.closed,
        await seen(() => ended.get()),
        seenAtOnce(() => ended.getSync()),
        await seen(() => ended.put(1)),
        seenAtOnce(() => ended.tryPut(1)),
      ],
      bad: [
        await seen(() => queue.get(5 as never)),
        await seen(() => queue.getMany(0)),
        await seen(() => queue.putMany(5 as never)),
      ],
      cannotCross: [
        (await seen(async () => await queue.put(() => 1))).split(' ')[0],
        seenAtOnce(() => queue.putSync(() => 1)).split(' ')[0],
      ],
      size: queue.size,
    };
  },

  async kinds(
    lifo: LifoQueue<number>,
    priority: PriorityQueue<number>,
    simple: SimpleQueue<number>,
  ): Facts {
    const work = [2, 3, 1];
    await lifo.putMany(work);
    await priority.putMany(work);
    for (const item of work) await simple.put(item);
    const each: number[] = [];
    simple.shutdown();
    await spawn(function* (): Coroutine<void> {
      yield* simple.forEach((item) => {
        each.push(item);
      });
    });
    return {
      is: [
        lifo instanceof LifoQueue,
        priority instanceof PriorityQueue,
        simple instanceof SimpleQueue,
      ],
      lifo: [await lifo.get(), lifo.getSync(), lifo.tryGet()],
      priority: await priority.getMany(),
      each,
      ended: await seen(() => simple.get()),
    };
  },

  /** `met` has no buffer, and whoever has made it receives two items and sends one; `buffered` has room for two. */
  async channels(met: Channel<number>, buffered: Channel<number>): Facts {
    await met.send(1);
    met.sendSync(2);
    const back = await met.receive();
    const alone = [
      met.trySend(3),
      met.tryReceive() === undefined,
      await seen(() => met.send(3, { timeout: soon })),
      seenAtOnce(() => met.receiveSync({ timeout: soon })).slice(0, 12),
    ];
    await buffered.send(1);
    buffered.sendSync(2);
    const full = [buffered.size, buffered.trySend(3)];
    buffered.close();
    const rest: number[] = [];
    for await (const item of buffered) rest.push(item);
    return {
      is: [met instanceof Channel, met.capacity, buffered.capacity],
      back,
      alone,
      full,
      rest,
      closed: [
        await seen(() => buffered.send(1)),
        await seen(() => buffered.receive()),
        seenAtOnce(() => buffered.close()),
      ],
    };
  },
});
