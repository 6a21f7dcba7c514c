import { expect, test } from 'vitest';
import {
  BrokenExecutorError,
  CannotSendError,
  InvalidArgumentError,
  ShutDownError,
} from '../errors.ts';
import { packLetter } from '../thread/parcel.ts';
import { Future } from './future.ts';
import { LocalExecutor } from './local-executor.ts';
import { script } from './pool.fixture.ts';
import { ThreadPoolExecutor } from './thread-pool-executor.ts';

// What messages say to whoever made the mistake.

test('an executor that its initializer broke names it and its error', async () => {
  const error = new RangeError('no such file');
  const pool = new LocalExecutor({
    name: 'mill',
    maxWorkers: 1,
    initializer: function prepare() {
      throw error;
    },
  });
  const failure = (await pool.submit(() => 1).exception()) as Error;
  expect(failure).toBeInstanceOf(BrokenExecutorError);
  expect(failure.cause).toBe(error);
  const why = 'executor "mill" is broken: its initializer prepare failed: RangeError: no such file';
  expect(failure.message).toContain(why);
  expect(() => pool.submit(() => 1)).toThrow(`submit: ${why}`);
});

test('so is one whose initializer threw what has no text', async () => {
  const thrown: unknown = Object.create(null);
  const pool = new LocalExecutor({
    maxWorkers: 1,
    initializer: function prepare() {
      throw thrown;
    },
  });
  const failure = (await pool.submit(() => 1).exception()) as Error;
  expect(failure).toBeInstanceOf(BrokenExecutorError);
  expect(failure.cause).toBe(thrown);
  expect(failure.message).toContain('its initializer prepare failed: [object Object]');
});

test('one that a death broke says which', async () => {
  const { workers, submit } = script({ onWorkerDeath: 'break' });
  submit(1).addDoneCallback((future) => void future.exception());
  workers[0]!.ready().begin();
  workers[0]!.dies(new Error('worker "p_0" of executor "p" ended with code 1: torn'));
  expect(() => submit(2)).toThrow(
    'submit: executor "p" is broken: worker "p_0" of executor "p" ended with code 1: torn',
  );
});

test('the death of a worker is told once', async () => {
  const { workers, submit } = script();
  const [first, second] = [submit(1), submit(2)];
  workers[0]!.ready().begin();
  workers[0]!.dies(new Error('worker "p_0" of executor "p" ended with code 1: torn'));
  expect(((await first.exception()) as Error).message).toBe(
    'call of echo failed: worker "p_0" of executor "p" ended with code 1: torn',
  );
  workers[1]!.ready().begin();
  workers[1]!.dies('it was nobody');
  expect(((await second.exception()) as Error).message).toBe(
    'call of echo failed: its worker "p_1" is gone',
  );
});

test('terminateWorkers of tasks of this thread says who was ended', async () => {
  const pool = new LocalExecutor({ name: 'mill', maxWorkers: 1 });
  const running = pool.submit(function wait() {
    return new Promise<void>(() => {});
  });
  while (running.state !== 'running') await Promise.resolve();
  await pool.terminateWorkers();
  expect(((await running.exception()) as Error).message).toBe(
    'call of wait failed: worker "mill_0" of executor "mill" was ended',
  );
});

test('after shutdown: what to do', async () => {
  const pool = new LocalExecutor({ name: 'mill' });
  await pool.shutdown();
  expect(() => pool.submit(() => 1)).toThrow(ShutDownError);
  expect(() => pool.submit(() => 1)).toThrow(
    'submit: executor "mill" was shut down; make a new one, or shut it down after its last call',
  );
});

test('what is no task: what to write', async () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  function double(n: number): number {
    return n * 2;
  }
  expect(() => pool.submit(double as never, ...([1] as never))).toThrow(InvalidArgumentError);
  expect(() => pool.submit(double as never, ...([1] as never))).toThrow(
    "export const work = tasks('work', import.meta.url, { double }) in a file of its own, and submit(work.double)",
  );
  expect(() => pool.submit((() => 1) as never, ...([] as never))).toThrow(
    'import.meta.url, { fn }) in a file of its own',
  );
  expect(() => pool.submit('double' as never, ...([] as never))).toThrow('got "double"');
  await pool.shutdown();
});

test('what cannot move: where it stands in the list, and what it is', async () => {
  const pool = new LocalExecutor();
  const how =
    (...transfer: unknown[]) =>
    () =>
      pool.with({ transfer } as never);
  expect(how({})).toThrow(InvalidArgumentError);
  expect(how(new ArrayBuffer(1), {})).toThrow(
    'with: transfer[1] must be an ArrayBuffer, a view of one, or what else moves (a port, a stream), got an object (Object)',
  );
  expect(how('bytes')).toThrow('with: transfer[0] must be');
  expect(() => pool.with({ transfer: 'all' as never })).toThrow('with: transfer must be an array');
  how(new Uint8Array(1), new MessageChannel().port1)();
  await pool.shutdown();
});

test('a result that is to come cannot be sent: what to do', async () => {
  const pool = new LocalExecutor();
  const future = new Future<number>();
  const mapping = pool.map((n: number) => n, []);
  for (const coming of [future, mapping]) {
    expect(() => packLetter([1, coming], undefined)).toThrow(CannotSendError);
    expect(() => packLetter([1, coming], undefined)).toThrow(
      'cannot send args[1]: an operation of this thread (a future, a task, a wait); await it and send its result',
    );
  }
  await mapping;
  await pool.shutdown();
});
