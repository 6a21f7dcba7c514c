import { InvalidArgumentError } from '../errors.ts';
import { show } from '../show.ts';
import { explorer } from './explorer.ts';
import { useOrder } from './loop.ts';
import type { Policy } from './order.ts';

/**
 * Lets a policy decide from now on which task of this thread runs next; those that are ready keep their places. It may be
 * changed at any time. Within `explore`, which tries every order, it has no effect.
 * @default fifo()
 * @throws InvalidArgumentError for what is no policy.
 */
export function setPolicy(policy: Policy): void {
  if (typeof (policy as Policy | null | undefined)?._order !== 'function') {
    throw new InvalidArgumentError(
      `setPolicy: needs fifo(), priority(…) or roundRobin(…), got ${show(policy)}`,
    );
  }
  if (explorer === undefined) useOrder(policy._order());
}
