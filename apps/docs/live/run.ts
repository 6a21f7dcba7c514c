import type { LiveMessage } from './message.ts';

/** A program that runs. */
export interface LiveRun {
  readonly done: Promise<void>;
  stop(): void;
}

/** Runs a program of the guide in a worker and hands on each line that it prints, with its milliseconds. */
export function runProgram(name: string, onLine: (text: string, at: number) => void): LiveRun {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const done = new Promise<void>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<LiveMessage>) => {
      if (data.type === 'line') onLine(data.text, data.at);
      else if (data.type === 'ended') resolve();
      else reject(new Error(data.text));
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      reject(new Error(event.message || 'the program could not be loaded'));
    });
  }).finally(() => worker.terminate());
  worker.postMessage(name);
  return { done, stop: () => worker.terminate() };
}
