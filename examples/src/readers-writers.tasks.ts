import { tasks, type Barrier, type RwLock, type SharedArray, type Value } from 'heddle';

export const library = tasks('library', import.meta.url, {
  /** Meets the other readers inside, then looks again and again whether all entries are of one edition. */
  read(
    lock: RwLock,
    catalogue: SharedArray<'i32'>,
    together: Barrier,
    inside: Value<'i32'>,
    times: number,
  ): number {
    {
      using _ = lock.read.acquireSync();
      together.waitSync(); // all are in
      together.waitSync(); // and were counted
    }
    let torn = 0;
    for (let time = 0; time < times; time += 1) {
      using _ = lock.read.acquireSync();
      inside.add(1);
      if (new Set(catalogue.toArray()).size > 1) torn += 1;
      inside.add(-1);
    }
    return torn;
  },

  /** Brings out one edition after another, entry by entry; gives how many readers it met at it. */
  write(
    lock: RwLock,
    catalogue: SharedArray<'i32'>,
    inside: Value<'i32'>,
    editions: number,
  ): number {
    let met = 0;
    for (let edition = 0; edition < editions; edition += 1) {
      using _ = lock.write.acquireSync();
      const next = catalogue.get(0) + 1;
      for (let entry = 0; entry < catalogue.length; entry += 1) catalogue.set(entry, next);
      met += inside.value;
    }
    return met;
  },
});
