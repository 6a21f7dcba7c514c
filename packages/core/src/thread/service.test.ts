import { expect, test } from 'vitest';
import { ThreadStartError } from '../errors.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { outcomes } from './call-lane.ts';
import { addCall, eachAnswer, type FromService, type ToService } from './call-messages.ts';
import { requireLoaded, whileLoading } from './current.ts';
import type { TargetFunction, TaskReference } from './known-tasks.ts';
import { mailbox } from './mailbox.ts';
import { serveCalls } from './service.ts';
import { byMessage } from '../wire/boundary.ts';

const reference = (key: string): TaskReference => ({ id: 'm', key, url: `file:///${key}.js` });

test('a module that does not load in time fails its call, also the next one, and the thread does what else it has, and may start others', async () => {
  const clock = new VirtualClock();
  const letters = mailbox<ToService>();
  const answers: [number, unknown, unknown][] = [];
  let answered = Promise.withResolvers<void>();
  const reply = (message: FromService): void => {
    if (message.type !== 'answers') return;
    eachAnswer(message.answers, (...answer) => void answers.push(answer));
    answered.resolve();
  };
  const asked: string[] = [];
  let isAsked = Promise.withResolvers<void>();
  const find = (task: TaskReference): Promise<TargetFunction> => {
    asked.push(task.key);
    isAsked.resolve();
    if (task.key === 'good') return Promise.resolve(() => requireLoaded('a thread') ?? 5);
    return whileLoading(() => new Promise(() => {})) as Promise<never>;
  };
  const limits = { most: 1, idleTimeout: Infinity, startTimeout: 1000 };
  const service = { ...limits, executor: 'e', lane: undefined, initializes: false };
  const printed = (): Promise<void> => Promise.resolve();
  const serving = serveCalls(service, undefined, letters, reply, find, printed, byMessage);
  letters.put({ type: 'task', task: 0, reference: reference('endless') });
  letters.put({ type: 'task', task: 1, reference: reference('good') });
  const call = (number: number, task: number): void => {
    answered = Promise.withResolvers<void>();
    isAsked = Promise.withResolvers<void>();
    const calls: unknown[] = [];
    addCall(calls, number, task, []);
    letters.put({ type: 'calls', calls });
  };
  for (const number of [0, 1]) {
    call(number, 0);
    await isAsked.promise;
    await clock.advance(999);
    expect(answers.length).toBe(number);
    await clock.advance(1);
    await answered.promise;
  }
  call(2, 1);
  await answered.promise;
  letters.put({ type: 'close' });
  await serving;
  clock[Symbol.dispose]();
  expect(asked).toEqual(['endless', 'endless', 'good']);
  expect(answers.map(([number, how]) => [number, how])).toEqual([
    [0, outcomes.threw],
    [1, outcomes.threw],
    [2, outcomes.returned],
  ]);
  for (const [, , error] of answers.slice(0, 2)) {
    expect(error).toBeInstanceOf(ThreadStartError);
    expect((error as Error).message).toBe(
      'the module of m.endless, file:///endless.js, was not loaded within 1000 ms (startTimeout): ' +
        'it must end its top level (no endless await)',
    );
  }
  expect(answers[2]![2]).toBe(5);
});
