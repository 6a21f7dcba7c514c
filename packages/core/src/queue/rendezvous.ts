import { Ring } from '../scheduler/ring.ts';
import { LocalStore } from './local-store.ts';

/** All of them have it as what is in them: nothing, ever. */
const empty: Ring<never> = /* @__PURE__ */ new Ring<never>();

/**
 * The store of a channel without a buffer. An item goes from who sends it to who receives it in the moment in which the
 * second of the two comes. Both lines have somebody in them at once only if all of them are ways of one `select`, which
 * cannot meet itself: whoever comes next goes before what is first in the line of the other side, and need not look at
 * those in its own.
 */
export class Rendezvous<T> extends LocalStore<T> {
  readonly isRendezvous = true;

  constructor() {
    super(empty, 0);
  }

  override tryPut(): boolean {
    return false;
  }
}
