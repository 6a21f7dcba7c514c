import type { Behaviour } from '../behaviour.ts';
import { posting } from '../tasks/posting.ts';
import { pooling } from '../tasks/pooling.ts';
import { Talk } from '../talk.ts';
import { byMessages } from './by-messages.ts';

/** Calls that are called off, in executors without shared memory. */
export const executorMessagesLimits: readonly Behaviour[] = [
  byMessages({
    id: 'executor.messages-cancel',
    title: 'without shared memory cancel() takes out what waits in the line; what was sent goes on',
    kind: 'given-up',
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const talk = new Talk();
      const running = pool.with({ transfer: [talk.port] }).submit(posting.meet, talk.port, 'runs');
      await talk.heard();
      const waiting = pool.submit(posting.note, 'never');
      const last = pool.submit(posting.note, 'noted');
      const cancelled = [running.cancel(), waiting.cancel(), waiting.cancel()];
      talk.say('went on');
      const seen = {
        cancelled,
        states: [running.state, waiting.state],
        result: await running,
        waiting: await tools.thrownBy(() => waiting),
        noted: await last,
        afterwards: running.cancel(),
      };
      talk.end();
      await pool.shutdown();
      return seen;
    },
    expect: {
      cancelled: [false, true, true],
      states: ['running', 'cancelled'],
      result: 'went on',
      waiting: 'CancelledError',
      noted: ['noted'],
      afterwards: false,
    },
  }),
  byMessages({
    id: 'executor.messages-abort',
    title:
      'without shared memory a signal ends a call with its reason: before it came, in the line, while it waits',
    kind: 'given-up',
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, threadNamePrefix: 'w' });
      const reason = new RangeError('enough');
      const before = pool.with({ signal: AbortSignal.abort(reason) }).submit(posting.add, 1, 1);
      const abort = new AbortController();
      const talk = new Talk();
      const limited = pool.with({ signal: abort.signal, grace: 60_000, transfer: [talk.port] });
      const running = limited.submit(posting.waitForEver, talk.port);
      const waiting = pool.with({ signal: abort.signal }).submit(posting.add, 1, 1);
      const other = pool.submit(pooling.name);
      await talk.heard();
      abort.abort(reason);
      const failures = [before, running, waiting].map((future) => future.exception());
      const seen = {
        reasons: (await Promise.all(failures)).map((error) => error === reason),
        said: await talk.heard(),
        // Nobody's thread was ended.
        names: [await other, await pool.submit(pooling.name)],
      };
      talk.end();
      await pool.shutdown();
      return seen;
    },
    expect: { reasons: [true, true, true], said: 'cleaned up', names: ['w_0', 'w_0'] },
  }),
  byMessages({
    id: 'executor.messages-timeout',
    title: 'without shared memory, too, the time limit of a call is counted from its begin',
    kind: 'given-up',
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const [first, talk] = [new Talk(), new Talk()];
      const running = pool
        .with({ transfer: [first.port] })
        .submit(posting.meet, first.port, 'runs');
      await first.heard();
      const limited = pool.with({ timeout: 5, grace: 60_000, transfer: [talk.port] });
      const waiting = limited.submit(posting.waitForEver, talk.port);
      const asked = await tools.thrownBy(() => waiting.result({ timeout: 15 }));
      const still = waiting.state;
      first.say('go on');
      await running;
      const failure = await waiting.exception();
      const said = [await talk.heard(), await talk.heard()];
      for (const one of [first, talk]) one.end();
      await pool.shutdown();
      return { asked, still, failure: tools.error(failure).class, said };
    },
    expect: {
      asked: 'TimeoutError',
      still: 'pending',
      failure: 'TimeoutError',
      said: ['there', 'cleaned up'],
    },
  }),
  byMessages({
    id: 'executor.messages-endless',
    title:
      'without shared memory a call that never ends costs its thread after its grace, and another does the rest',
    kind: 'given-up',
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, threadNamePrefix: 'w' });
      const talk = new Talk();
      const limited = pool.with({ timeout: 1, grace: 1, transfer: [talk.port] });
      const endless = limited.submit(posting.never, talk.port);
      const behind = [1, 2, 3].map((n) => pool.submit(posting.add, n, n));
      const failure = await endless.exception();
      const sums = await Promise.all(behind);
      const name = await pool.submit(pooling.name);
      talk.end();
      await pool.shutdown();
      return { failure: tools.error(failure).class, sums, name };
    },
    expect: { failure: 'TimeoutError', sums: [2, 4, 6], name: 'w_1' },
  }),
];
