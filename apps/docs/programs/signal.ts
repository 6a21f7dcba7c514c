import { sleep, spawn, type CancelledError, type Task } from 'heddle';

/** Stands for `fetch`: a promise that takes a signal. */
function download(signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve('the page'), 60_000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

const loading: Task<string> = spawn(async function load() {
  return download(loading.signal as AbortSignal);
});
await sleep(30);
console.log(loading.cancel('the reader went on'));
try {
  await loading;
} catch (error) {
  const { message, cause } = error as CancelledError;
  console.log(`${message}: ${String(cause)}`);
}
console.log(loading.state);
