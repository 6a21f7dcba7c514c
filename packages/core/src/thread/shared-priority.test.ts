import { afterEach, describe, expect, test } from 'vitest';
import { CannotSendError, InvalidHandleError, InvalidStateError } from '../errors.ts';
import { Lock } from '../lock/lock.ts';
import { slotWords, tableWords } from '../memory/layout.ts';
import { close } from './close.ts';
import { here, inThread, inUse, refs, send, there } from './two-agents.fixture.ts';
import { fromHandleOf } from '../wire/kind.ts';
import { PriorityQueue } from '../queue/priority-queue.ts';
import {
  items,
  aside,
  makePriority,
  orderOf,
  orders,
  shared,
  type Keyed,
  type Table,
} from './table-items.fixture.ts';

afterEach(() => {
  aside.before = undefined;
});

describe('a shared priority queue', () => {
  test('gives equals as they were put, also after its count of them has gone round', () => {
    const { mine } = shared(makePriority());
    const { slot } = send(mine).data;
    const puts = slot * slotWords + tableWords.puts;
    for (const start of [2 ** 30 - 20, 2 ** 31 - 20]) {
      here.memory.words[puts] = start;
      const all = items(50, 3);
      for (const item of all) mine.tryPut(item);
      expect(mine.getManySync()).toEqual(orderOf('priority', all));
    }
  });

  test('has its own order by default', () => {
    const { mine, theirs } = shared(new PriorityQueue<number>());
    for (const item of [3, -1, 2.5, Infinity, -0]) mine.tryPut(item);
    expect(inThread(there, () => theirs.getManySync())).toEqual([-1, -0, 2.5, 3, Infinity]);
  });

  test('cannot be handed over with a compare that no other thread knows', () => {
    const queue = new PriorityQueue<number>({ compare: (a, b) => a - b, name: 'own' });
    queue.tryPut(1);
    expect(() => send(queue)).toThrow(CannotSendError);
    const before = inUse();
    expect(() => send(queue)).toThrow('give it one that tasks() names');
    expect([queue.shared, inUse()]).toEqual([false, before]);
    queue.tryPut(2);
    expect(queue.tryGet()).toBe(1);
  });

  test('is refused where its compare is not known', () => {
    const queue = makePriority();
    const { kind, data } = send(queue);
    const compare = { id: 'elsewhere', key: 'byKey', url: 'file:///elsewhere.js' };
    expect(() =>
      inThread(there, () => fromHandleOf(kind, { ...data, maxsize: 0, compare, parts: [] })),
    ).toThrow(InvalidHandleError);
  });

  describe('whose compare fails', () => {
    const failure = new Error('no order');
    const fails = (): void => {
      aside.before = () => {
        throw failure;
      };
    };

    test.each<[string, (queue: Table<Keyed>, item: Keyed) => unknown]>([
      ['tryPut', (queue, item) => queue.tryPut(item)],
      ['putSync', (queue, item) => queue.putSync(item)],
      ['putManySync', (queue, item) => queue.putManySync([[9, 'beside'], item])],
      ['tryGet', (queue) => queue.tryGet()],
      ['getManySync', (queue) => queue.getManySync()],
    ])('%s fails with what it threw, and nothing has changed', (_, use) => {
      const lock = new Lock();
      const sent = send(lock);
      const { mine } = shared(makePriority());
      mine.putManySync(items(5));
      const before = inUse();
      fails();
      expect(() => use(mine, [0, lock])).toThrow(failure);
      aside.before = undefined;
      expect([inUse(), mine.size, mine._store.unfinished]).toEqual([before, 5, 5]);
      expect(refs(sent)).toBe(2);
      expect(mine.getManySync()).toEqual(orderOf('priority', items(5)));
      close(lock);
    });

    test('what was in order already is got, and the next get fails', () => {
      const { mine } = shared(makePriority());
      mine.putManySync(items(8));
      let compared = 0;
      aside.before = () => {
        if (++compared > 6) throw failure;
      };
      const got = mine.getManySync();
      expect(got.length).toBeGreaterThan(0);
      expect(got.length).toBeLessThan(8);
      expect(() => mine.getManySync()).toThrow(failure);
      aside.before = undefined;
      expect([...got, ...mine.getManySync()]).toEqual(orderOf('priority', items(8)));
    });

    test('one who waits for an item fails, and the next gets it', async () => {
      const { mine, theirs } = shared(makePriority());
      const gets = [mine.get(), mine.get()];
      inThread(there, () => theirs.putManySync(items(3)));
      let first = true;
      aside.before = () => {
        if (!first) return;
        first = false;
        throw failure;
      };
      mine.look();
      await expect(gets[0]).rejects.toBe(failure);
      aside.before = undefined;
      expect(await gets[1]).toEqual([0, 0]);
    });

    test('it stays as it was when it fails on its way into shared memory', () => {
      const queue = makePriority();
      for (const item of items(5)) queue.tryPut(item);
      const before = inUse();
      fails();
      expect(() => send(queue)).toThrow(failure);
      aside.before = undefined;
      expect([queue.shared, inUse()]).toEqual([false, before]);
      expect(queue.tryGet()).toEqual([0, 0]);
      const { theirs } = shared(queue);
      expect(inThread(there, () => theirs.size)).toBe(4);
    });
  });

  test.each<[string, (queue: Table<Keyed>) => unknown]>([
    ['tryPut', (queue) => queue.tryPut([1, 'within'])],
    ['putSync', (queue) => queue.putSync([1, 'within'])],
    ['tryGet', (queue) => queue.tryGet()],
    ['getSync', (queue) => queue.getSync()],
    ['getManySync', (queue) => queue.getManySync()],
    ['shutdown', (queue) => queue.shutdown()],
    ['shutdown at once', (queue) => queue.shutdown({ immediate: true })],
  ])('a compare that uses the queue (%s) is refused, and nothing has changed', (_, use) => {
    const { mine } = shared(makePriority());
    mine.putManySync(items(5));
    const before = inUse();
    aside.before = () => void use(mine);
    for (const compared of [
      () => mine.putSync([0, 'new']),
      () => mine.putManySync([[0, 'new']]),
      () => mine.getSync(),
      () => mine.getManySync(),
    ]) {
      expect(compared).toThrow(InvalidStateError);
      expect(compared).toThrow('compare');
    }
    aside.before = undefined;
    expect([mine.closed, inUse(), mine._store.unfinished]).toEqual([false, before, 5]);
    expect(mine.getManySync()).toEqual(orderOf('priority', items(5)));
  });

  test('has room where its compare looks how many are in it', () => {
    const { mine } = shared(makePriority());
    const sizes = new Set<number>();
    aside.before = () => sizes.add(mine.size);
    mine.putManySync(items(3));
    expect([...sizes]).toEqual([0]);
    expect(orders.byKey([1, 0], [2, 0])).toBe(-1);
  });
});
