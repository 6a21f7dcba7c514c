import { tasks, sleep, TimeoutError, type Lock, type Queue, type Value } from 'heddle';
export const w = tasks('stress', import.meta.url, {
  block(lock: Lock, inside: Value<'i32'>, count: Value<'i32'>, n: number) {
    let timeouts = 0, got = 0;
    for (let i = 0; i < n; i++) {
      try {
        const g = i % 3 ? lock.acquireSync() : lock.acquireSync({ timeout: Math.random() * 0.3 });
        if (inside.add(1) !== 0) throw new Error('two inside');
        for (let k = Math.random() * 100; k > 0; k--);
        inside.add(-1);
        got++;
        g.release();
      } catch (e) { if (!(e instanceof TimeoutError)) throw e; timeouts++; }
    }
    count.add(got);
    return { timeouts, got };
  },
  async wait(lock: Lock, inside: Value<'i32'>, count: Value<'i32'>, n: number) {
    let timeouts = 0, got = 0;
    const one = async (m: number) => {
      for (let i = 0; i < m; i++) {
        try {
          const g = await (i % 3 ? lock.acquire() : lock.acquire({ timeout: Math.random() * 2 }));
          if (inside.add(1) !== 0) throw new Error('two inside');
          if (i % 50 === 0) await sleep(0);
          inside.add(-1);
          got++;
          g.release();
        } catch (e) { if (!(e instanceof TimeoutError)) throw e; timeouts++; }
      }
    };
    await Promise.all([one(n / 4), one(n / 4), one(n / 4), one(n / 4)]);
    count.add(got);
    return { timeouts, got };
  },
  produce(q: Queue<unknown>, n: number, id: number) {
    for (let i = 0; i < n; i++) {
      const item = i % 4 === 0 ? i : i % 4 === 1 ? `s${i}` : i % 4 === 2 ? { id, i, a: [1, 2, 3] } : new Uint8Array(i % 3000);
      q.putSync(item);
    }
  },
  async consume(q: Queue<unknown>) {
    let n = 0;
    for await (const _ of q) { n++; q.taskDone(); }
    return n;
  },
  consumeSync(q: Queue<unknown>) {
    let n = 0;
    try { for (;;) { q.getSync(); n++; q.taskDone(); } } catch (e) { if ((e as Error).name !== 'ShutDownError') throw e; }
    return n;
  },
});
