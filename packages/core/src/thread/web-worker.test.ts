import { describe, expect, test } from 'vitest';
import { webWorkerLink, type WebWorker, type WorkerTraits } from './web-worker.ts';

/** A worker that hears nothing: it computes. */
function deaf(): { worker: WebWorker; calls: string[]; says(data: unknown): void } {
  const calls: string[] = [];
  const listeners = new Map<string, (event: { data: unknown; preventDefault(): void }) => void>();
  const worker: WebWorker = {
    addEventListener: (type, listener) => void listeners.set(type, listener),
    removeEventListener: () => {},
    postMessage: (message) => void calls.push(`hears ${Object.keys(message as object).join()}`),
    terminate: () => void calls.push('terminated'),
  };
  return {
    worker,
    calls,
    says: (data) => listeners.get('message')!({ data, preventDefault: () => {} }),
  };
}

async function givenUp(traits: WorkerTraits) {
  const it = deaf();
  const link = webWorkerLink(it.worker, traits);
  let how: unknown;
  link.onEnd((end) => (how = end));
  await link.terminate();
  await Promise.resolve();
  expect(how).toEqual({ byForce: true });
  return it;
}

describe('a worker that does not end as it is asked to', () => {
  test('is terminated', async () => {
    expect((await givenUp({})).calls).toEqual(['hears heddle.stop', 'terminated']);
  });

  test('keeps its turns, where it would lose those alone, until it has ended', async () => {
    const { calls, says } = await givenUp({ turns: 1e9 });
    expect(calls).toEqual(['hears heddle.stop']);
    says({ 'heddle.end': 0 });
    expect(calls).toEqual(['hears heddle.stop', 'terminated']);
  });

  test('has lost them in the end', async () => {
    const { worker, calls } = deaf();
    const terminated = new Promise<void>((resolve) => {
      worker.terminate = () => {
        calls.push('terminated');
        resolve();
      };
    });
    await webWorkerLink(worker, { turns: 1 }).terminate();
    await terminated;
    expect(calls).toEqual(['hears heddle.stop', 'terminated']);
  });
});
