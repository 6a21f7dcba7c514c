import type * as asyncHooks from 'node:async_hooks';
import type * as workerThreads from 'node:worker_threads';

/** What a runtime may lack. */
export type AbilityName = 'threads' | 'sharedMemory' | 'blocking' | 'asyncContext';

export interface Ability {
  readonly title: string;
  /** What it takes, for those whose runtime lacks it. */
  readonly why: string;
  /** Tries it, without Heddle. */
  probe(): boolean | Promise<boolean>;
}

export type Abilities = Readonly<Record<AbilityName, Ability>>;
export type ProbedAbilities = Readonly<Record<AbilityName, boolean>>;

/** Modules that Node, Bun and Deno have built in; a browser has none. */
function builtin<T>(name: string): T | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  return process?.getBuiltinModule?.(name) as T | undefined;
}

interface Echo {
  send(message: string): void;
  terminate(): unknown;
}

/** A worker that answers each message with itself, built from what the runtime has. */
function echoWorker(answered: (message: unknown) => void, failed: () => void): Echo {
  if (typeof globalThis.Worker === 'function') {
    const source = 'self.onmessage = (event) => self.postMessage(event.data)';
    const worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, {
      type: 'module',
    });
    worker.addEventListener('message', (event: MessageEvent) => answered(event.data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      failed();
    });
    return {
      send: (message) => worker.postMessage(message, []),
      terminate: () => worker.terminate(),
    };
  }
  const threads = builtin<typeof workerThreads>('node:worker_threads');
  if (threads === undefined) throw new Error('no Worker');
  const source = `const { parentPort } = require('node:worker_threads'); parentPort.on('message', (m) => parentPort.postMessage(m))`;
  const worker = new threads.Worker(source, { eval: true });
  worker.on('message', answered);
  worker.on('error', failed);
  return {
    send: (message) => worker.postMessage(message, []),
    terminate: () => worker.terminate(),
  };
}

async function probeThreads(): Promise<boolean> {
  let worker: Echo | undefined;
  try {
    return await new Promise<boolean>((resolve) => {
      worker = echoWorker(
        (message) => resolve(message === 'are you there?'),
        () => resolve(false),
      );
      worker.send('are you there?');
    });
  } catch {
    return false;
  } finally {
    await worker?.terminate();
  }
}

async function probeSharedMemory(): Promise<boolean> {
  try {
    const memory = new SharedArrayBuffer(4, { maxByteLength: 8 });
    const { port1, port2 } = new MessageChannel();
    const arrived = new Promise<unknown>((resolve) => {
      port2.addEventListener('message', (event) => resolve((event as MessageEvent).data));
      port2.start();
    });
    port1.postMessage(memory);
    const there = new Int32Array((await arrived) as SharedArrayBuffer);
    port1.close();
    Atomics.store(there, 0, 42);
    return Atomics.load(new Int32Array(memory), 0) === 42;
  } catch {
    return false;
  }
}

function probeBlocking(): boolean {
  try {
    return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0) === 'timed-out';
  } catch {
    return false;
  }
}

async function probeAsyncContext(): Promise<boolean> {
  const hooks = builtin<typeof asyncHooks>('node:async_hooks');
  if (hooks === undefined) return false;
  const storage = new hooks.AsyncLocalStorage<string>();
  const seen = storage.run('carried', async () => {
    await Promise.resolve();
    return storage.getStore();
  });
  return (await seen) === 'carried';
}

/** Every ability that a behaviour may ask for, each proven by trying. */
export const abilities: Abilities = {
  threads: {
    title: 'threads',
    why: 'a worker cannot be started here: the runtime has none, or a content security policy forbids it',
    probe: probeThreads,
  },
  sharedMemory: {
    title: 'shared memory',
    why:
      'no SharedArrayBuffer can be posted: a page must be cross-origin isolated, so serve it with ' +
      'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp',
    probe: probeSharedMemory,
  },
  blocking: {
    title: 'a main thread that may block',
    why: 'Atomics.wait throws in this thread: a page may not block, so await there, or block in a thread',
    probe: probeBlocking,
  },
  asyncContext: {
    title: 'a value that follows an async function',
    why: 'nothing carries a value through await here (AsyncLocalStorage, AsyncContext): spawn a generator function instead',
    probe: probeAsyncContext,
  },
};

export async function probeAbilities(list: Abilities = abilities): Promise<ProbedAbilities> {
  const probed: Partial<Record<AbilityName, boolean>> = {};
  for (const [name, ability] of Object.entries(list)) {
    probed[name as AbilityName] = await ability.probe();
  }
  return probed as ProbedAbilities;
}
