import type { Answer, Question } from './message.ts';

/** Explores, or replays, in a worker of its own. */
export function ask(question: Question): Promise<Answer> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return new Promise<Answer>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => resolve(data));
    worker.addEventListener('error', ({ message }) =>
      reject(new Error(message || 'the exploration could not be loaded')),
    );
    worker.postMessage(question);
  }).finally(() => worker.terminate());
}
