import type * as asyncHooks from 'node:async_hooks';
import type * as workerThreads from 'node:worker_threads';
import { builtin } from './builtin.ts';
import { runSource } from './program.ts';

/** What a runtime may lack. */
export type AbilityName =
  | 'threads'
  | 'sharedMemory'
  | 'blocking'
  | 'asyncContext'
  | 'endOfProgram'
  | 'endOfThread'
  | 'threadsBelow'
  | 'memoryLimit'
  | 'processes';

export interface Ability {
  readonly title: string;
  /** What it takes, for those whose runtime lacks it. */
  readonly why: string;
  /** Tries it, without Heddle. */
  probe(): boolean | Promise<boolean>;
}

export type Abilities = Readonly<Record<AbilityName, Ability>>;
export type ProbedAbilities = Readonly<Record<AbilityName, boolean>>;

interface Echo {
  send(message: string): void;
  terminate(): unknown;
}

/** A worker that answers each message with itself, built from what the runtime has. */
function echoWorker(answered: (message: unknown) => void, failed: () => void): Echo {
  return workerOf(
    'self.onmessage = (event) => self.postMessage(event.data)',
    `const { parentPort } = require('node:worker_threads'); parentPort.on('message', (m) => parentPort.postMessage(m))`,
    answered,
    failed,
  );
}

/** A worker of a source for the web's kind, or for Node's. */
function workerOf(
  web: string,
  node: string,
  answered: (message: unknown) => void,
  failed: () => void,
): Echo {
  if (typeof globalThis.Worker === 'function') {
    const worker = new Worker(`data:text/javascript,${encodeURIComponent(web)}`, {
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
  const worker = new threads.Worker(node, { eval: true });
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

async function probeEndOfProgram(): Promise<boolean> {
  const source = `import process from 'node:process'; process.on('beforeExit', () => process.exit(7))`;
  return (await runSource(source))?.code === 7;
}

/** Longer than a worker takes to start on a busy machine: one that has nothing to do and does not say so never will. */
const startLimit = 2000;

async function probeEndOfThread(): Promise<boolean> {
  let worker: Echo | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<boolean>((resolve) => {
      const source = "process.on('beforeExit', () => POST('the end'))";
      worker = workerOf(
        source.replace('POST', 'self.postMessage'),
        source.replace('POST', "require('node:worker_threads').parentPort.postMessage"),
        (message) => resolve(message === 'the end'),
        () => resolve(false),
      );
      timer = setTimeout(() => resolve(false), startLimit);
    });
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    await worker?.terminate();
  }
}

/** Only Node's workers have one: the source takes more than it may, and the worker ends. */
async function probeMemoryLimit(): Promise<boolean> {
  const threads = builtin<typeof workerThreads>('node:worker_threads');
  if (threads === undefined || 'Deno' in globalThis || 'Bun' in globalThis) return false;
  const source = 'let last; for (;;) last = { last };';
  const worker = new threads.Worker(source, {
    eval: true,
    resourceLimits: { maxOldGenerationSizeMb: 16 },
  });
  return new Promise((resolve) => {
    worker.on('error', (error) => {
      resolve((error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY');
    });
    worker.on('exit', () => resolve(false));
  });
}

async function probeProcesses(): Promise<boolean> {
  return (await runSource(`import process from 'node:process'; process.exit(7)`))?.code === 7;
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
  endOfProgram: {
    title: 'a program that is told when it has nothing left to do',
    why: 'a page has no end of its own, and so no moment in which nothing can run any more: watchStall() tells what waits for long',
    probe: probeEndOfProgram,
  },
  threadsBelow: {
    title: 'a thread can start threads that share memory, at any time',
    why: "in a worker, the constructor of Firefox's Worker does not return now and then, under load",
    probe: () =>
      !/ Firefox\//.test(
        (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent ?? '',
      ),
  },
  endOfThread: {
    title: 'a worker that is told when it has nothing left to do',
    why: "no event tells a worker here that its event loop is empty (Node's and Bun's get 'beforeExit'): watchStall() tells what waits for long",
    probe: probeEndOfThread,
  },
  memoryLimit: {
    title: 'a limit to the memory of a thread',
    why: "only Node's workers have one (resourceLimits)",
    probe: probeMemoryLimit,
  },
  processes: {
    title: 'processes',
    why: 'a page may start none, so the adapter for browsers does not export them: run it in a thread, which is a worker there',
    probe: probeProcesses,
  },
};

export async function probeAbilities(list: Abilities = abilities): Promise<ProbedAbilities> {
  const probed: Partial<Record<AbilityName, boolean>> = {};
  for (const [name, ability] of Object.entries(list)) {
    probed[name as AbilityName] = await ability.probe();
  }
  return probed as ProbedAbilities;
}
