import { behaviour, type Behaviour } from '../behaviour.ts';
import { plumbing } from '../tasks/plumbing.ts';

/** Pipes, within a process and between some. */
export const processPipes: readonly Behaviour[] = [
  behaviour({
    id: 'process.pipe',
    title: 'what is sent on one end of a Pipe is received at the other one, in order, as a copy',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ Pipe }) {
      const [a, b] = Pipe<unknown>();
      const sent = { list: [1, new Map([['key', 2]])], bytes: new Uint8Array([7, 8]) };
      a.send(sent);
      a.send('second');
      b.send(3);
      const got = (await b.recv()) as typeof sent;
      return {
        isCopy: got !== sent,
        bytes: [...got.bytes],
        map: (got.list[1] as Map<string, number>).get('key')!,
        second: (await b.recv()) as string,
        back: (await a.recv()) as number,
      };
    },
    expect: { isCopy: true, bytes: [7, 8], map: 2, second: 'second', back: 3 },
  }),
  behaviour({
    id: 'process.pipe-one-way',
    title: 'of a Pipe that is not duplex the first end only receives, and the second only sends',
    about: 'process',
    kind: 'bad-input',
    needs: ['processes'],
    async run({ Pipe }, tools) {
      const [receiving, sending] = Pipe<number>({ duplex: false, name: 'way' });
      sending.send(1);
      return {
        got: await receiving.recv(),
        can: [receiving.readable, receiving.writable, sending.readable, sending.writable],
        send: await tools.failureOf(() => receiving.send(2)),
        recv: await tools.thrownBy(() => sending.recv()),
      };
    },
    expect: {
      got: 1,
      can: [true, false, false, true],
      send: {
        class: 'InvalidStateError',
        code: 'HEDDLE_INVALID_STATE',
        message:
          'cannot send on connection "way-a": it only receives, since the pipe is not duplex',
        instance: true,
      },
      recv: 'InvalidStateError',
    },
  }),
  behaviour({
    id: 'process.pipe-end-of-file',
    title:
      'recv throws EndOfFileError once the other end is closed and all that it had sent was received',
    about: 'process',
    kind: 'given-up',
    needs: ['processes'],
    async run({ Pipe }, tools) {
      const [a, b] = Pipe<number>({ name: 'p' });
      const waiting = b.recv();
      a.send(1);
      a.send(2);
      a.close();
      const all = [await waiting];
      for await (const value of b) all.push(value);
      return {
        all,
        failure: await tools.failureOf(() => b.recv()),
        send: await tools.thrownBy(() => b.send(3)),
        closed: await tools.thrownBy(() => a.recv()),
      };
    },
    expect: {
      all: [1, 2],
      failure: {
        class: 'EndOfFileError',
        code: 'HEDDLE_END_OF_FILE',
        message:
          'recv of connection "p-b": the other end is closed, and all that it sent was received',
        instance: true,
      },
      send: 'BrokenPipeError',
      closed: 'InvalidStateError',
    },
  }),
  behaviour({
    id: 'process.pipe-poll',
    title: 'poll tells whether recv would wait, at once or after a time, and takes nothing',
    about: 'process',
    kind: 'given-up',
    needs: ['processes'],
    async run({ Pipe }) {
      const [a, b] = Pipe<string>();
      const empty = [await b.poll(), await b.poll({ timeout: 1 })];
      const waiting = b.poll({ timeout: 60_000 });
      a.send('value');
      const full = [await waiting, await b.poll()];
      const value = await b.recv();
      a.close();
      return { empty, full, value, atEnd: await b.poll() };
    },
    expect: { empty: [false, false], full: [true, true], value: 'value', atEnd: true },
  }),
  behaviour({
    id: 'process.pipe-given-up',
    title: 'a recv that was given up has taken nothing',
    about: 'process',
    kind: 'given-up',
    needs: ['processes'],
    async run({ Pipe, spawn }, tools) {
      const [a, b] = Pipe<number>();
      const task = spawn(function* () {
        yield* b.recv();
      });
      await tools.othersRan();
      task.cancel();
      const cancelled = await tools.thrownBy(() => task);
      const late = await tools.thrownBy(() => b.recv({ timeout: 1 }));
      a.send(1);
      return { cancelled, late, got: await b.recv() };
    },
    expect: { cancelled: 'CancelledError', late: 'TimeoutError', got: 1 },
  }),
  behaviour({
    id: 'process.pipe-refused',
    title: 'what cannot cross to a process is refused with its path, and nothing was sent',
    about: 'process',
    kind: 'bad-input',
    needs: ['processes'],
    async run({ Pipe, Lock }, tools) {
      const [a, b] = Pipe<unknown>();
      const lock = { list: [new Lock()] };
      const failures: string[] = [];
      for (const value of [{ done: [() => {}] }, lock, { end: b }]) {
        const failure = await tools.failureOf(() => a.send(value));
        failures.push(failure === 'nothing' ? failure : failure.message);
      }
      return { failures, ready: await b.poll() };
    },
    expect: {
      failures: [
        'cannot send value.done[0]: a function',
        'cannot send value.list[0]: a Heddle object (Lock) that stays in its thread',
        'cannot send value.end: a Heddle object (Connection) that stays in its thread',
      ],
      ready: false,
    },
  }),
  behaviour({
    id: 'process.pipe-process',
    title:
      'an end that is handed to a process talks from there, gets what was sent before, and is of no use here',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ Pipe, Process, Thread }, tools) {
      const [here, there] = Pipe<number>();
      here.send(1);
      const thread = await tools.thrownBy(() =>
        Thread.start({ target: plumbing.double, args: [there] }),
      );
      const process = Process.start({ target: plumbing.double, args: [there] });
      here.send(2);
      const got = [await here.recv(), await here.recv()];
      const handed = [
        there.closed,
        await tools.thrownBy(() => there.send(1)),
        await tools.thrownBy(() => Process.start({ target: plumbing.double, args: [there] })),
      ];
      here.close();
      return { thread, got, handed, count: await process.result() };
    },
    expect: {
      thread: 'CannotSendError',
      got: [2, 4],
      handed: [true, 'InvalidStateError', 'InvalidStateError'],
      count: 2,
    },
  }),
  behaviour({
    id: 'process.pipe-blocking',
    title: 'a process may block for what comes at its end: recvSync; the program itself may not',
    about: 'process',
    kind: 'given-up',
    needs: ['processes'],
    async run({ Pipe, Process }, tools) {
      const [here, there] = Pipe<number>();
      const process = Process.start({ target: plumbing.block, args: [there] });
      await here.recv();
      const refused = await tools.thrownBy(() => here.recvSync());
      for (let n = 1; n <= 100; n++) here.send(n);
      await tools.hostTurn();
      here.send(1000);
      here.close();
      const [a, b] = Pipe<number>();
      b.send(1);
      return {
        process: { ...(await process.result()) },
        refused,
        within: [a.recvSync(), await tools.thrownBy(() => a.recvSync())],
      };
    },
    expect: {
      process: { sum: 6050, late: 'TimeoutError', end: 'EndOfFileError' },
      refused: 'NotSupportedError',
      within: [1, 'BlockingNotAllowedError'],
    },
  }),
  behaviour({
    id: 'process.pipe-siblings',
    title: 'two processes that have the two ends of a Pipe talk with each other',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ Pipe, Process, ProcessPoolExecutor }) {
      const [receiving, sending] = Pipe<number>({ duplex: false });
      const sum = Process.start({ target: plumbing.sum, args: [receiving] });
      const pool = new ProcessPoolExecutor({ maxWorkers: 1 });
      await pool.submit(plumbing.send, sending, [1, 2, 3]);
      const got = await sum.result();
      await pool.shutdown();
      return got;
    },
    expect: 6,
  }),
  behaviour({
    id: 'process.pipe-death',
    title:
      'an end whose process has died is closed; connectionWait gives all connections and processes that are ready',
    about: 'process',
    kind: 'given-up',
    needs: ['processes'],
    async run({ Pipe, Process, connectionWait }, tools) {
      const [here, there] = Pipe<string>();
      const [, silent] = Pipe<string>();
      const none = await connectionWait([here, silent], { timeout: 1 });
      const process = Process.start({ target: plumbing.stay, args: [there] });
      const things = [silent, here, process.sentinel, process];
      const first = (await connectionWait(things)).map((one) => things.indexOf(one));
      const said = await here.recv();
      await process.kill();
      const then = (await connectionWait(things)).map((one) => things.indexOf(one));
      return {
        none: none.length,
        first,
        said,
        then,
        recv: await tools.thrownBy(() => here.recv()),
        send: await tools.thrownBy(() => here.send('x')),
        nothing: await tools.thrownBy(() => connectionWait([])),
        number: await tools.thrownBy(() => connectionWait([1 as never])),
      };
    },
    expect: {
      none: 0,
      first: [1],
      said: 'there',
      then: [1, 2, 3],
      recv: 'EndOfFileError',
      send: 'BrokenPipeError',
      nothing: 'InvalidArgumentError',
      number: 'InvalidArgumentError',
    },
  }),
  behaviour({
    id: 'coroutine.group-processes',
    title:
      'a TaskGroup has processes beside its tasks and threads: a failure of one ends the others, who are asked first',
    about: 'coroutine',
    kind: 'given-up',
    needs: ['processes'],
    async run({ Pipe, Process, TaskGroup, sleep, spawn }, tools) {
      const [here, there] = Pipe<string>();
      const [go, waits] = Pipe<string>();
      const staying = new Process({ target: plumbing.stay, args: [there], grace: 600_000 });
      const failing = new Process({ target: plumbing.fail, args: [waits], name: 'failing' });
      let task = 'went on';
      const left = spawn(() =>
        new TaskGroup({ name: 'g' }).run(function* (group) {
          group.start(staying);
          group.start(failing);
          group.spawn(function* () {
            try {
              yield* sleep(600_000);
            } finally {
              task = 'cleaned up';
            }
          });
          yield* here.recv();
          go.send('mine');
          yield* sleep(600_000);
        }),
      );
      const failure: unknown = await left.then(
        () => 'nothing',
        (error: unknown) => error,
      );
      const [error] = (failure as { errors?: Error[] }).errors ?? [];
      return {
        failure: tools.error(failure).message,
        task,
        process: await here.recv(),
        alive: [staying.alive, failing.alive],
        bothStacks: /RangeError: mine[^]*process "failing", made in/.test(error?.stack ?? ''),
      };
    },
    expect: {
      failure: '1 of task group "g" failed: RangeError: mine',
      task: 'cleaned up',
      process: 'cleaned up',
      alive: [false, false],
      bothStacks: true,
    },
  }),
];
