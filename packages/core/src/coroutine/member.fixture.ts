import { Operation } from '../operation/operation.ts';
import type { Member } from './member.ts';

/** What it is told by whom it is ended. */
export class EndedError extends Error {}

/** A member of a group that does what it is told. */
export class Puppet implements Member {
  readonly name: string;
  readonly log: string[];
  readonly #result = new Operation<string>();
  readonly #gone = new Operation<void>();

  constructor(name: string, log: string[] = []) {
    this.name = name;
    this.log = log;
  }

  start(): this {
    this.log.push(`${this.name} started`);
    return this;
  }

  result(): Operation<string> {
    return this.#result;
  }

  join(): Operation<void> {
    return this.#gone;
  }

  _callOff(): void {
    this.log.push(`${this.name} called off`);
  }

  _wasEnded(failure: unknown): boolean {
    return failure instanceof EndedError;
  }

  returns(value: string): this {
    this.#result._resolve(value);
    return this;
  }

  throws(error: unknown): this {
    this.#result._reject(error);
    return this;
  }

  goes(): void {
    this.log.push(`${this.name} gone`);
    this.#gone._resolve();
  }
}
