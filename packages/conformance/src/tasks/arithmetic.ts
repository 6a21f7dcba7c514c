import { currentThread, sleep, tasks, transfer, type Coroutine, type Queue } from 'heddle';

/** The simplest work for a thread, in each form that a task may have. */
export const arithmetic = tasks('arithmetic', import.meta.url, {
  add(a: number, b: number): number {
    return a + b;
  },

  async addAsync(a: number, b: number): Promise<number> {
    await sleep(1);
    return a + b;
  },

  *addYielding(a: number, b: number): Coroutine<number> {
    yield* sleep(1);
    return a + b;
  },

  whoAmI(): { name: string; ident: number; isMain: boolean } {
    const { name, ident, isMain } = currentThread();
    return { name, ident, isMain };
  },

  /** Gives the bytes back as they are, by moving them. */
  moveBack(bytes: Uint8Array): Uint8Array {
    return transfer(bytes);
  },

  /** Says that it is there, and ends when it is told. */
  meet(arrived: Queue<string>, go: Queue<string>): string {
    arrived.putSync(currentThread().name);
    return go.getSync();
  },
});
