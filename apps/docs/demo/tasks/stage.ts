import { CancelledError, fifo, setPolicy, spawn, type Task } from 'heddle';
import { Lanes } from './lanes.ts';
import { watch } from './watch.ts';
import { bake, cake, guest, mill, openBakery, rush, spin, type PolicyName } from './workshop.ts';

/** The tasks of the page, and what the trace tells of them. */
export class Stage {
  readonly lanes: Lanes = new Lanes();
  readonly #bakery = openBakery();
  readonly #watch = watch(this.lanes);
  #bakers = 0;

  /** A mill and two bakers, which go on until they are cancelled. */
  open(): void {
    endless(this.#keep(spawn({ target: mill, args: [this.#bakery], name: 'mill' })));
    this.spawnBaker();
    this.spawnBaker();
  }

  spawnBaker(): void {
    this.#bakers += 1;
    const name = `baker ${this.#bakers}`;
    endless(this.#keep(spawn({ target: bake, args: [this.#bakery], name })));
  }

  /** A group one of whose tasks fails; gives what came out of it. */
  cake(): Promise<string> {
    return told(this.#keep(spawn({ target: cake, args: [this.#keep], name: 'cake' })));
  }

  guest(): Promise<string> {
    return told(this.#keep(spawn({ target: guest, name: 'guest' })));
  }

  /** Gives how often it gave way; undefined if it was cancelled. */
  async spin(): Promise<number | undefined> {
    const spinning = this.#keep(spawn({ target: spin, name: 'spinner' }));
    return unlessCancelled(spinning);
  }

  /** Four tasks compute under a policy; gives who ended, in order. */
  async rush(policy: PolicyName): Promise<readonly string[]> {
    const order: string[] = [];
    const note = async (task: Task<void>): Promise<void> => {
      await unlessCancelled(task);
      order.push(task.state === 'cancelled' ? `${task.name} (cancelled)` : task.name);
    };
    await Promise.all(rush(policy, this.#keep).map(note));
    setPolicy(fifo());
    return order;
  }

  cancel(id: number): void {
    this.#watch.task(id)?.cancel('a press of its button');
  }

  close(): void {
    for (const { id } of this.lanes.all.values()) this.#watch.task(id)?.cancel('the page was left');
    this.#watch.stop();
  }

  readonly #keep = <T>(task: Task<T>): Task<T> => this.#watch.keep(task);
}

async function unlessCancelled<T>(task: Task<T>): Promise<T | undefined> {
  try {
    return await task;
  } catch (error) {
    if (error instanceof CancelledError) return undefined;
    throw error;
  }
}

async function told(task: Task<string>): Promise<string> {
  return (await unlessCancelled(task)) ?? `${task.name} was cancelled, and has tidied up`;
}

/** One that works until it is cancelled; whatever else ends it is a mistake of this demo, and reported as one. */
function endless(task: Task<void>): void {
  void unlessCancelled(task);
}
