import { CancelledError, ShutDownError } from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { decode } from '../wire/value.ts';
import { outcomes } from '../thread/call-lane.ts';
import {
  addPacked,
  type FromService,
  type Submitted,
  type ToService,
  type WaitsFor,
} from '../thread/call-messages.ts';
import { packResult, sendResult, type Result } from '../thread/send-result.ts';
import type { Call } from './call.ts';
import { knownFunction } from './known-function.ts';
import type { PoolMember } from './pool-member.ts';
import type { Pool } from './pool.ts';

/** The calls that tasks of one worker make in the executor that they run in. */
export class InnerCalls {
  readonly #pool: Pool;
  readonly #member: PoolMember;
  readonly #reply: (message: ToService) => void;
  /** By the numbers that the worker has given them. */
  readonly #calls = new Map<number, Call<unknown>>();
  /** Which calls of the worker wait for one of them without end. */
  readonly #waiting = new Map<number, number>();

  constructor(pool: Pool, member: PoolMember, reply: (message: ToService) => void) {
    this.#pool = pool;
    this.#member = member;
    this.#reply = reply;
  }

  receive(message: FromService): void {
    switch (message.type) {
      case 'submit':
        this.#submit(message.call);
        return;
      case 'abort':
        this.#calls.get(message.number)?.limits?.end(new CancelledError('its caller ended it'));
        return;
      case 'waits':
        if (!this.#calls.has(message.number)) return; // it has ended meanwhile
        this.#waiting.set(message.by, message.number);
        this.#pool.suspects();
        return;
      case 'goesOn':
        this.#waiting.delete(message.by);
        return;
      case 'confirmed':
        this.#pool.confirmed(this.#member, message.round, message.isTrue);
    }
  }

  #submit({ number, reference, args, priority, timeout, grace }: Submitted): void {
    try {
      const how = { priority, limits: { signal: undefined, timeout, grace } };
      const fn = knownFunction(reference);
      const call = this.#pool.submit(how, fn, decode(args) as unknown[]);
      this.#calls.set(number, call);
      if (call._settled) this.#settled(number, call);
      else call._observe({ settled: () => this.#settled(number, call) });
    } catch (error) {
      this.#tell(number, outcomes.threw, error, error instanceof ShutDownError);
    }
  }

  #settled(number: number, call: Operation<unknown>): void {
    this.#calls.delete(number);
    // Its number may be another call's from now on.
    for (const [by, awaited] of this.#waiting) if (awaited === number) this.#waiting.delete(by);
    call._looked();
    this.#tell(number, call._state === 1 ? outcomes.returned : outcomes.threw, call._value);
  }

  #tell(number: number, how: Result['how'], value: unknown, isRefusal: boolean = false): void {
    sendResult(packResult(how, value), (result) => {
      const answers: unknown[] = [];
      addPacked(answers, number, result.how, result.wired);
      this.#reply({ type: 'results', answers, isRefusal });
    });
  }

  /** Those that wait without end, and for which. */
  get waits(): readonly (WaitsFor & { readonly call: Call<unknown> })[] {
    const found = [];
    for (const [by, number] of this.#waiting) {
      const call = this.#calls.get(number);
      if (call !== undefined && !call._settled) found.push({ by, number, call });
    }
    return found;
  }

  reply(message: ToService): void {
    this.#reply(message);
  }
}
