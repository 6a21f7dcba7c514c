import type { Wait, Waitable } from '../wait/wait.ts';
import { Operation } from './operation.ts';

/**
 * The end of something as what is waited for. It is its own record, without a field of its own: what has to come is its end.
 */
export abstract class End<T> extends Operation<T> implements Wait, Waitable {
  abstract before: Wait['before'];
  abstract after: Wait['after'];

  abstract describe(): string;

  override _describe(): string {
    return `end of ${this.describe()}`;
  }

  /** @internal */
  get target(): Waitable {
    return this;
  }
  /** @internal */
  get verb(): string {
    return 'end';
  }
  /** @internal */
  get owner(): undefined {
    return undefined;
  }
  /** @internal */
  get turn(): number {
    return 0;
  }
  /** @internal */
  get finite(): boolean {
    return false;
  }
  /** @internal */
  withdraw(): boolean {
    return true;
  }
}
