import type { ValueType } from 'heddle';
import { behaviour, type Behaviour } from '../behaviour.ts';
import { counting } from '../tasks/counting.ts';

const times = 20_000;

/** Each type with the largest number that it has, and what comes after that. */
const largest: readonly (readonly [ValueType, number | bigint, string])[] = [
  ['i8', 127, '-128'],
  ['u8', 255, '0'],
  ['i16', 32_767, '-32768'],
  ['u16', 65_535, '0'],
  ['i32', 2 ** 31 - 1, '-2147483648'],
  ['u32', 2 ** 32 - 1, '0'],
  ['i64', 2n ** 63n - 1n, '-9223372036854775808'],
  ['u64', 2n ** 64n - 1n, '0'],
  ['f32', 2 ** 24, '16777216'],
  ['f64', 2 ** 53, '9007199254740992'],
];

/** Numbers that threads share: a Value, a SharedArray, a record. */
export const values: readonly Behaviour[] = [
  behaviour({
    id: 'value.array',
    title: 'a SharedArray is one row of numbers in all threads, and add() is atomic',
    about: 'value',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, SharedArray, Value }) {
      const [here, numbers] = [new Value('u8', 0), new SharedArray('u16', [100, 200, 300, 400])];
      const threads = [0, 1].map(() =>
        Thread.start({ target: counting.addToEach, args: [here, numbers, times] }),
      );
      for (const thread of threads) await thread.result();
      return { numbers: numbers.toArray(), length: numbers.length, shared: numbers.shared };
    },
    expect: { numbers: [10_100, 10_200, 10_300, 10_400], length: 4, shared: true },
  }),
  behaviour({
    id: 'value.types',
    title: 'each type of number keeps its range in all threads: integers wrap around, floats round',
    about: 'value',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, SharedArray }) {
      const all = largest.map(([type, number]) => new SharedArray(type, [number as never]));
      const before = await Thread.start({ target: counting.addToAll, args: [all] }).result();
      return { before, after: all.map((numbers) => String(numbers.get(0))) };
    },
    expect: {
      before: largest.map(([, number]) => String(number)),
      after: largest.map(([, , after]) => after),
    },
  }),
  behaviour({
    id: 'value.local-types',
    title: 'atomics on each type of number do what its typed array does',
    about: 'value',
    kind: 'normal',
    needs: [],
    async run({ Value }) {
      return {
        after: largest.map(([type, number]) => {
          const value = new Value(type, number as never);
          value.add((typeof number === 'bigint' ? 1n : 1) as never);
          return String(value.value);
        }),
        narrow: (['i8', 'i16', 'u8', 'u16'] as const).map((type) => {
          const value = new Value(type, -5);
          const was = value.compareExchange(value.value, -6);
          return [was, value.exchange(-7), value.value];
        }),
        bits: (['i8', 'u32'] as const).map((type) => {
          const value = new Value(type, 0b0110);
          return [value.and(0b0011), value.or(0b1000), value.xor(0b1111), value.value];
        }),
      };
    },
    expect: {
      after: largest.map(([, , after]) => after),
      narrow: [
        [-5, -6, -7],
        [-5, -6, -7],
        [251, 250, 249],
        [65_531, 65_530, 65_529],
      ],
      bits: [
        [6, 2, 10, 5],
        [6, 2, 10, 5],
      ],
    },
  }),
  behaviour({
    id: 'value.record',
    title: 'a record has the same fields in all threads, and each of them is changed atomically',
    about: 'value',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, record, Value }) {
      const here = new Value('u8', 0);
      const account = record({ balance: 'f64', changes: 'u32', total: 'i64' }, { balance: 100 });
      const threads = [0, 1].map(() =>
        Thread.start({ target: counting.deposit, args: [here, account, times] }),
      );
      for (const thread of threads) await thread.result();
      const { balance, changes, total } = account;
      return { balance, changes, total: String(total), shared: account.shared };
    },
    expect: { balance: 100 + times, changes: 2 * times, total: String(-2 * times), shared: true },
  }),
  behaviour({
    id: 'value.lock',
    title:
      'the lock of a value is one lock in all threads, even if they are the first to ask for it',
    about: 'value',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Value }) {
      const [here, total] = [new Value('u8', 0), new Value('u16', 0, { name: 'total' })];
      const threads = [0, 1].map(() =>
        Thread.start({ target: counting.addUnderItsLock, args: [here, total, times] }),
      );
      for (const thread of threads) await thread.result();
      return { total: total.value, lock: total.lock.name, locked: total.lock.locked };
    },
    expect: { total: 2 * times, lock: 'total', locked: false },
  }),
  behaviour({
    id: 'value.update',
    title: 'update() writes what a function makes of a number, and loses nothing between threads',
    about: 'value',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Value }) {
      const [here, total] = [new Value('u8', 0), new Value('f32', 0)];
      const threads = [0, 1].map(() =>
        Thread.start({ target: counting.addByUpdate, args: [here, total, 10 * times] }),
      );
      for (const thread of threads) await thread.result();
      return { total: total.value };
    },
    expect: { total: 10 * times },
  }),
  behaviour({
    id: 'value.view',
    title: 'the view of an array is its numbers themselves; one from before the hand-over is empty',
    about: 'value',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, SharedArray }) {
      const numbers = new SharedArray('f64', [1, 2, 3]);
      const before = numbers.view;
      before[0] = 10;
      const length = await Thread.start({
        target: counting.doubleThroughView,
        args: [numbers],
      }).result();
      return { length, now: [...numbers.view], same: numbers.toArray(), before: before.length };
    },
    expect: { length: 3, now: [20, 4, 6], same: [20, 4, 6], before: 0 },
  }),
  behaviour({
    id: 'value.lock-timeout',
    title: 'a wait for the lock of a value gives up in time, and names it',
    about: 'value',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Value, Queue }, tools) {
      const total = new Value('i32', 0, { name: 'balance' });
      const [said, go] = [new Queue<string>(), new Queue<string>()];
      const holding = Thread.start({ target: counting.holdItsLock, args: [total, said, go] });
      await said.get();
      const failure = await tools.failureOf(() => total.lock.acquire({ timeout: 20 }));
      total.add(1); // reading and writing waits for nobody
      await go.put('let go');
      await holding.result();
      return {
        failure: failure === 'nothing' ? failure : failure.class,
        named: failure !== 'nothing' && failure.message.includes('"balance"'),
        total: total.value,
        locked: total.lock.locked,
      };
    },
    expect: { failure: 'TimeoutError', named: true, total: 1, locked: false },
  }),
  behaviour({
    id: 'value.bad-input',
    title:
      'another type, another kind of number, an index outside, an unknown field: refused, and nothing changes',
    about: 'value',
    kind: 'bad-input',
    needs: [],
    async run({ Value, SharedArray, record }, tools) {
      const value = new Value('i32', 1);
      const numbers = new SharedArray('u8', [1, 2]);
      const account = record({ balance: 'f64' }, { balance: 5 });
      const bad: (() => unknown)[] = [
        () => new Value('int' as never, 0 as never),
        () => new SharedArray('f64', -1),
        () => record({ lock: 'i32' } as never),
        () => new Value('i32', 1, { lock: {} as never }),
        () => value.add(1.5),
        () => value.update(() => 1n as never),
        () => numbers.get(2),
        () => numbers.set(-1, 5),
        () => numbers.fill('5' as never),
        () => account.add('balanse' as never, 5 as never),
        () => (account.balance = '5' as never),
      ];
      const failures = new Set<string>();
      for (const call of bad) failures.add(await tools.thrownBy(call));
      return {
        failures: [...failures],
        copy: await tools.thrownBy(() => structuredClone(numbers)),
        kept: [value.value, ...numbers, account.balance],
      };
    },
    expect: { failures: ['InvalidArgumentError'], copy: 'DataCloneError', kept: [1, 1, 2, 5] },
  }),
];
