import {
  webWorkerLink as workerLink,
  type WorkerEnd,
  type WorkerLink,
} from '@heddle/core/internal';
import { expect, test } from 'vitest';

const build = (source: string): Worker =>
  new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), {
    type: 'module',
  });
const open = (source: string): WorkerLink => workerLink(build(source));
const endOf = (link: WorkerLink): Promise<WorkerEnd> =>
  new Promise((resolve) => {
    link.onEnd(resolve);
  });
const firstMessage = (link: WorkerLink): Promise<unknown> =>
  new Promise((resolve) => {
    link.onMessage(resolve);
  });

const echo = 'onmessage = ({ data }) => postMessage(data)';

test('messages sent before the worker is up arrive in order, and back', async () => {
  const link = open(echo);
  const back: unknown[] = [];
  for (let n = 0; n < 100; n++) link.send(n);
  await new Promise<void>((resolve) => {
    link.onMessage((message) => back.push(message) === 100 && resolve());
  });
  expect(back).toEqual(Array.from({ length: 100 }, (_, n) => n));
  await link.terminate();
});

test('what is transferred leaves', async () => {
  const link = open(echo);
  const bytes = new Uint8Array([1, 2, 3]);
  link.send(bytes, [bytes.buffer]);
  expect(bytes.byteLength).toBe(0);
  expect(await firstMessage(link)).toEqual(new Uint8Array([1, 2, 3]));
  await link.terminate();
});

test('a late listener misses nothing', async () => {
  const worker = build('for (const n of [1, 2, 3]) postMessage(n)');
  const link = workerLink(worker);
  await new Promise<void>((resolve) => {
    worker.addEventListener('message', ({ data }) => data === 3 && resolve());
  });
  const messages: unknown[] = [];
  link.onMessage((message) => messages.push(message));
  expect(messages).toEqual([1, 2, 3]);
  await link.terminate();
});

test.each([
  ['while it loads', `throw new TypeError('boom')`],
  ['after an await at the top level', `await null; throw new TypeError('boom')`],
  ['later', `setTimeout(() => { throw new TypeError('boom') })`],
])('an error that nothing caught ends the worker: %s', async (_, source) => {
  const { error } = await endOf(open(source));
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: 'TypeError', message: 'boom' });
  expect(error).toHaveProperty(
    'stack',
    expect.stringMatching(/^TypeError: boom\n {4}at blob:.*:1:/),
  );
});

test('an uncaught error and a terminate after it are one end', async () => {
  const link = open(`setInterval(() => postMessage('still here')); throw new Error('boom')`);
  const ends: WorkerEnd[] = [];
  await new Promise<void>((resolve) => {
    link.onEnd((end) => {
      ends.push(end);
      resolve();
    });
  });
  await link.terminate();
  await Promise.resolve();
  expect(ends).toMatchObject([{ error: { name: 'Error', message: 'boom' } }]);
});

test('a worker that says that it ends has ended, after all that it posted', async () => {
  const link = open(`for (const n of [1, 2]) postMessage(n); postMessage({ 'heddle.end': 0 })`);
  const messages: unknown[] = [];
  link.onMessage((message) => messages.push(message));
  expect([await endOf(link), messages]).toEqual([{ code: 0 }, [1, 2]]);
});

test.each([
  ['is not there', () => new URL('/nowhere.js', location.href)],
  [
    'has a syntax error',
    () => URL.createObjectURL(new Blob(['let x = ;'], { type: 'text/javascript' })),
  ],
])('a script that %s', async (_, url) => {
  const { error } = await endOf(workerLink(new Worker(url(), { type: 'module' })));
  expect(error).toBeInstanceOf(Error);
  expect((error as Error).message).toMatch(
    /could not be loaded|SyntaxError|[Uu]nexpected|expected/,
  );
});

test.each([
  ['idle', `onmessage = () => {}; postMessage('up')`],
  ['computing', `postMessage('up'); for (;;);`],
  ['parked', `postMessage('up'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`],
])('terminating a worker that is %s settles, twice, and is no error', async (_, source) => {
  const link = open(source);
  await firstMessage(link);
  const end = endOf(link);
  await link.terminate();
  expect(await end).toEqual({ byForce: true });
  await link.terminate();
});
