import { sleep, tasks, type Lock, type Queue } from 'heddle';

export const till = tasks('till', import.meta.url, {
  async count(lock: Lock, said: Queue<string>) {
    using _ = await lock.acquire();
    await said.put('half of it is counted');
    await sleep(Infinity);
  },
});
