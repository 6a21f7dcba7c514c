import { InvalidHandleError, InvalidArgumentError } from '../errors.ts';
import { agentIfAny, enlistThis, thisAgent } from '../memory/agent.ts';
import { Memory } from '../memory/memory.ts';
import { show } from '../operation/operation.ts';
import { byMessage } from '../wire/boundary.ts';
import { dropHandleOf, fromHandleOf, useAgain, type Kind, type Shareable } from '../wire/kind.ts';
import { watchExit } from './death.ts';
import { enableSharing } from './sharing.ts';

/** What a raw `postMessage` can carry in place of a lock, a queue or a value; `fromHandle` makes it one again. */
export interface Handle<T extends Shareable> {
  readonly heddleHandle: 1;
  readonly kind: string;
  readonly data: unknown;
  readonly memory: SharedArrayBuffer;
  /** Which class it stands for; in the type only. */
  readonly of?: T;
}

/**
 * The handle of a lock, a queue or a value, for one's own `postMessage`; shares it if it was not.
 * It may be used any number of times, so what it stands for keeps its shared memory until the program ends or this thread
 * closes the object.
 * @example worker.postMessage(toHandle(lock));
 * @throws InvalidArgumentError for what cannot be shared, NotSupportedError where memory cannot, InvalidStateError for what
 * was closed.
 * Python: pickling.
 */
export function toHandle<T extends Shareable>(object: T): Handle<T> {
  const kind = shareableKind('toHandle', object);
  const data = kind.pin === undefined ? kind.toHandle(object) : kind.pin(object);
  return { heddleHandle: 1, kind: kind.id, data, memory: thisAgent().memory.buffer };
}

/**
 * Puts it into shared memory at once, where it would come when it is first handed to another thread: so a queue copies its
 * items from the beginning, and what is missing is known early. Does nothing to what is there already.
 * @example const queue = share(new Queue<Order>());
 * @returns the same object.
 * @throws as `toHandle`; CannotSendError for an item in a queue that cannot cross.
 * Python: multiprocessing.Queue in place of queue.Queue.
 */
export function share<T extends Shareable>(object: T): T {
  const kind = shareableKind('share', object);
  dropHandleOf(kind.id, kind.toHandle(object)); // it is shared from then on, though nobody gets this one
  return object;
}

function shareableKind(action: string, object: unknown): Kind<object> {
  enableSharing();
  const kind = typeof object === 'object' && object !== null ? byMessage.kindOf(object) : undefined;
  if (kind !== undefined) return kind;
  throw new InvalidArgumentError(
    `${action}: needs a lock, a queue or a value, got ${show(object)}`,
  );
}

/**
 * The lock, queue or value that a handle stands for. A thread that Heddle did not start joins the program's by it.
 * @example self.onmessage = ({ data }) => { const lock = fromHandle(data as Handle<Lock>); };
 * @throws InvalidHandleError for what is none, is of another version, comes from another program's memory, or stands for
 * what is gone.
 */
export function fromHandle<T extends Shareable>(handle: Handle<T>): T {
  enableSharing();
  const { heddleHandle, kind, data, memory } = (handle ?? {}) as Partial<Handle<T>>;
  if (heddleHandle !== 1 || typeof kind !== 'string' || typeof data !== 'object' || data === null) {
    throw new InvalidHandleError(`fromHandle: needs what toHandle gave, got ${show(handle)}`);
  }
  meet(memory);
  useAgain(kind, data);
  return fromHandleOf(kind, data) as T;
}

/** Takes part in the memory that a handle belongs to. */
function meet(buffer: unknown): void {
  if (typeof SharedArrayBuffer !== 'function' || !(buffer instanceof SharedArrayBuffer)) {
    throw new InvalidHandleError(
      'fromHandle: the handle came without its shared memory; send it as toHandle gave it, between threads of one program',
    );
  }
  const here = agentIfAny();
  const memory = new Memory(buffer);
  if (here === undefined) {
    enlistThis(memory);
    watchExit();
  } else if (here.memory.id !== memory.id) {
    throw new InvalidHandleError(
      'fromHandle: this thread shares another memory already; hand over all objects from one program',
    );
  }
}
