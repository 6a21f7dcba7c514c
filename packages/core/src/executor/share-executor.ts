import { InvalidHandleError } from '../errors.ts';
import { currentThread } from '../thread/current.ts';
import { servingHere } from '../thread/serving.ts';
import { registerKind, type Kind } from '../wire/kind.ts';
import { Executor } from './executor.ts';
import { RemoteExecutor } from './remote-executor.ts';

interface ExecutorHandle {
  readonly id: string;
  readonly name: string;
}

/** The executors of this thread, and the one that it is a worker of. */
const executors: Map<string, WeakRef<Executor>> = /* @__PURE__ */ new Map();
const ids: WeakMap<Executor, string> = /* @__PURE__ */ new WeakMap();
let remote: RemoteExecutor | undefined;
let count = 0;

/** As handles and its workers call it. */
export function idOf(executor: Executor): string {
  let id = ids.get(executor);
  if (id === undefined) {
    id = `${currentThread().ident}:${++count}`;
    ids.set(executor, id);
    executors.set(id, new WeakRef(executor));
  }
  return id;
}

const kind: Kind<Executor> = {
  id: 'executor',
  type: Executor,
  toHandle: (executor): ExecutorHandle => ({ id: idOf(executor), name: executor.name }),
  fromHandle(data) {
    const { id, name } = data as ExecutorHandle;
    const own = executors.get(id)?.deref();
    if (own !== undefined) return own;
    const serving = servingHere();
    if (serving?.executor !== id) {
      throw new InvalidHandleError(
        `executor ${JSON.stringify(name)} can be handed to its own workers only: this thread has no way to it`,
      );
    }
    if (remote === undefined) {
      remote = new RemoteExecutor(name, serving);
      ids.set(remote, id);
    }
    return remote;
  },
};

/**
 * Lets tasks of this thread be handed the executor that they run in. Only bundled workers need it, which are entered at a
 * module of the application: call it there.
 */
export function shareExecutors(): void {
  registerKind(kind);
}
