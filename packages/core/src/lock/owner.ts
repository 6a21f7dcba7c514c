import { InvalidArgumentError } from '../errors.ts';
import { Operation, show, type SyncOptions, type WaitOptions } from '../operation/operation.ts';
import { thisThread, type Holder } from '../wait/holder.ts';

/** As whom something is done, where that cannot be told from who is running. */
export interface OwnerOptions {
  /** A task, or an object of one's own that stands for a flow which Heddle does not know. @default who is running */
  owner?: object | undefined;
}

export interface OwnedWaitOptions extends WaitOptions, OwnerOptions {}
export interface OwnedSyncOptions extends SyncOptions, OwnerOptions {}

/** A flow that is known by an object of its own. What it waits for is not known, so it is never part of a cycle. */
class Flow implements Holder {
  readonly blockedOn: undefined = undefined;
  slot = 0;
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  describe(): string {
    return `${this.#name} (${thisThread.name})`;
  }
}

const flows: WeakMap<object, Flow> = /* @__PURE__ */ new WeakMap();
let count = 0;

/** The holder for which an owner stands. @throws InvalidArgumentError if it is no object. @internal */
export function ownerOf(owner: object, action: () => string): Holder {
  if (typeof owner !== 'object' || owner === null) {
    throw new InvalidArgumentError(
      `${action()}: owner must be a task or an object of your own, got ${show(owner)}`,
    );
  }
  if (owner instanceof Operation && 'identity' in owner) return owner.identity as Holder;
  let flow = flows.get(owner);
  if (flow === undefined) {
    const { name } = owner as { name?: unknown };
    flow = new Flow(typeof name === 'string' && name !== '' ? name : `owner#${++count}`);
    flows.set(owner, flow);
  }
  return flow;
}

/**
 * Something is done for a task by another flow, which can go on while the task itself waits: so what the task holds and
 * waits for proves no cycle from now on.
 * @internal
 */
export function doneFor(who: Holder, by: Holder | undefined): void {
  if (who !== by && who instanceof Operation) who._bound();
}
