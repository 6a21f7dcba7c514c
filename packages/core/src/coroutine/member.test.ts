import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  CancelledError,
  InvalidArgumentError,
  InvalidStateError,
  TaskGroupError,
} from '../errors.ts';
import { explore } from '../testing/explore.ts';
import { sleep } from '../time/sleep.ts';
import { EndedError, Puppet } from './member.fixture.ts';
import { spawn } from './spawn.ts';
import { TaskGroup } from './task-group.ts';
import type { Coroutine, Task } from './task.ts';

function* endless(log: string[]): Coroutine<void> {
  try {
    yield* sleep(Infinity);
  } finally {
    log.push('task cleaned up');
  }
}

/** Others have their turns until it is so: how many turns a group takes for a step is its own affair. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(0);
}

/** What a group fails with. */
async function failureOf(task: PromiseLike<unknown>): Promise<unknown> {
  return task.then(
    () => 'nothing',
    (error: unknown) => (error instanceof TaskGroupError ? error.errors : error),
  );
}

describe('a thread or a process in a group', () => {
  test('the group waits until it is gone, and gets what it returned', async () => {
    const log: string[] = [];
    const member = new Puppet('m', log);
    const left = spawn(() =>
      new TaskGroup().run(function* (group) {
        const task = group.start(member);
        expectTypeOf(task).toEqualTypeOf<Task<string>>();
        expect([task.name, group.size]).toEqual(['m', 1]);
        log.push('body ends');
        return yield* task;
      }),
    );
    void left.then(() => log.push('left'));
    await until(() => log.includes('body ends'));
    member.returns('value');
    await sleep(0);
    member.goes();
    expect(await left).toBe('value');
    expect(log).toEqual(['m started', 'body ends', 'm gone', 'left']);
  });

  test('its failure cancels the others at once; the group still waits until it is gone', async () => {
    const log: string[] = [];
    const [failing, other] = [new Puppet('failing', log), new Puppet('other', log)];
    const left = spawn(() =>
      new TaskGroup().run((group) => {
        group.start(failing);
        group.start(other);
        group.spawn(endless, log);
      }),
    );
    void failureOf(left).then(() => log.push('left'));
    await until(() => log.includes('other started'));
    const error = new RangeError('mine');
    failing.throws(error);
    await until(() => log.includes('task cleaned up'));
    other.throws(new CancelledError('it listened')).goes();
    await sleep(0);
    failing.goes();
    expect(await failureOf(left)).toEqual([error]);
    expect(log).toEqual([
      'failing started',
      'other started',
      'other called off',
      'failing called off', // what is left of it
      'task cleaned up',
      'other gone',
      'failing gone',
      'left',
    ]);
  });

  test('one that is called off may return, fail, or be ended by force', async () => {
    const [returning, failing, forced] = ['r', 'f', 'x'].map((name) => new Puppet(name));
    const tasks: Task<string>[] = [];
    const left = spawn(() =>
      new TaskGroup().run((group) => {
        for (const member of [returning!, failing!, forced!]) tasks.push(group.start(member));
        group.cancel('enough');
      }),
    );
    await until(() => tasks.length === 3);
    returning!.returns('after all').goes();
    const error = new RangeError('in its finally');
    failing!.throws(error).goes();
    forced!.throws(new EndedError('terminated')).goes();
    expect(await failureOf(left)).toEqual([error]);
    expect(await tasks[0]).toBe('after all');
    await expect(tasks[2]).rejects.toThrow(CancelledError);
  });

  test('that it was ended by others is a failure', async () => {
    const member = new Puppet('m');
    const left = spawn(() => new TaskGroup().run((group) => void group.start(member)));
    await until(() => member.log.length > 0);
    const error = new EndedError('killed');
    member.throws(error).goes();
    expect(await failureOf(left)).toEqual([error]);
  });

  test('whoever waits for the group and is cancelled hears of it when it is gone', async () => {
    const log: string[] = [];
    const member = new Puppet('m', log);
    const left = spawn(() => new TaskGroup().run((group) => void group.start(member)));
    await until(() => log.length === 1);
    left.cancel();
    await until(() => log.length === 2);
    expect([log, left._settled]).toEqual([['m started', 'm called off'], false]);
    member.throws(new CancelledError('it listened'));
    await sleep(0);
    expect(left._settled).toBe(false);
    member.goes();
    await expect(left).rejects.toThrow(CancelledError);
  });

  test('one that has returned and does not go is called off with the others', async () => {
    const log: string[] = [];
    const member = new Puppet('m', log).returns('value');
    const left = spawn(() =>
      new TaskGroup().run(function* (group) {
        group.start(member);
        yield* sleep(0);
        throw new RangeError('body');
      }),
    );
    await until(() => log.length === 2);
    expect(log).toEqual(['m started', 'm called off']);
    member.goes();
    expect(await failureOf(left)).toEqual([new RangeError('body')]);
  });

  test('what cannot be started is refused, and nothing was started', async () => {
    const group = new TaskGroup({ name: 'g' });
    expect(() => group.start({} as never)).toThrow(InvalidArgumentError);
    expect(() => group.start(null as never)).toThrow('needs a Thread or a Process, got null');
    const refused = new Puppet('m');
    refused.start = () => {
      throw new InvalidStateError('a thread starts once');
    };
    expect(() => group.start(refused)).toThrow('a thread starts once');
    expect(group.size).toBe(0);
    await group[Symbol.asyncDispose]();
    const late = new Puppet('late');
    expect(() => group.start(late)).toThrow('cannot start in task group "g": it has been left');
    expect(late.log).toEqual([]);
  });

  test('in every order, a group that fails calls each off once and outlives all', async () => {
    const { complete } = await explore(function* () {
      const log: string[] = [];
      const [a, b] = [new Puppet('a', log), new Puppet('b', log)];
      const ends = (member: Puppet, error: unknown): Task<void> =>
        spawn(function* () {
          member.throws(error);
          if (member === a) yield* sleep(0);
          member.goes();
        });
      const tasks = [ends(a, new RangeError('a')), ends(b, new TypeError('b'))];
      const group = new TaskGroup();
      group.start(a);
      group.start(b);
      try {
        yield* group.run(() => {});
      } catch (error) {
        expect((error as TaskGroupError).errors).toHaveLength(2);
      }
      const gone = [log.indexOf('a gone'), log.indexOf('b gone')];
      expect(Math.min(...gone)).toBeGreaterThan(0);
      for (const task of tasks) yield* task;
    });
    expect(complete).toBe(true);
  });
});
