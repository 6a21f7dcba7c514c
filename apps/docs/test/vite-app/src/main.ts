import { Lock, Thread, Value, bindWorker } from 'heddle';
import { account } from './account.ts';

bindWorker(account, () => new Worker(new URL('./account.ts', import.meta.url), { type: 'module' }));

/** Shows in `output` what pressing `button` came to, or how it failed. */
function onPress(button: string, output: string, action: () => Promise<unknown>): void {
  document.querySelector(`#${button}`)?.addEventListener('click', async () => {
    const shown = document.querySelector(`#${output}`);
    if (shown === null) return;
    try {
      shown.textContent = String(await action());
    } catch (error) {
      shown.textContent = String(error);
    }
  });
}

onPress('deposit', 'balance', async () => {
  const lock = new Lock({ name: 'account' });
  const balance = new Value('i32', 0);
  const threads = ['one', 'two'].map((name) =>
    Thread.start({ target: account.deposit, args: [lock, balance, 5000], name }),
  );
  for (const thread of threads) await thread.result();
  return balance.value;
});

onPress('sum', 'total', () =>
  Thread.start({ target: account.sum, args: [[1, 2, 3, 4]] })
    .result()
    .toPromise(),
);
