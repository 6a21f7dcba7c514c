import { sleep, tasks } from 'heddle';

export const server = tasks('server', import.meta.url, {
  /** Waits as one who downloads does; tells from when to when, in milliseconds that all processes count alike. */
  async download(ms: number) {
    const began = Date.now();
    await sleep(ms);
    return { began, ended: Date.now() };
  },
});
