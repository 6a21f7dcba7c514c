// A program of the guide runs in a worker of its own, afresh each time, and what it prints goes to the page.
import type { LiveMessage } from './message.ts';

const programs = import.meta.glob('../programs/*.ts');
const tell = (message: LiveMessage): void => postMessage(message);

async function run(name: string): Promise<void> {
  const load = programs[`../programs/${name}.ts`];
  if (load === undefined) throw new Error(`there is no program ${name}`);
  // The library is loaded first, so that the times are those of the program.
  const { currentThread } = await import('heddle');
  currentThread().name = 'main'; // as of a program by itself; to Heddle it is a worker that somebody else has started
  const began = performance.now();
  console.log = (...values: unknown[]) => {
    tell({ type: 'line', text: values.map(String).join(' '), at: performance.now() - began });
  };
  await load();
}

addEventListener('message', ({ data }: MessageEvent<string>) => {
  run(data).then(
    () => tell({ type: 'ended' }),
    (error: unknown) => tell({ type: 'failed', text: String(error) }),
  );
});
