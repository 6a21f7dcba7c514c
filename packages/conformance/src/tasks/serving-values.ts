import { Lock, SharedArray, tasks, Value, type SharedRecord } from 'heddle';
import { seenAtOnce } from './seen.ts';

type Facts = Promise<Record<string, unknown>>;

/** What somebody sees of numbers that another one has made: the same in a thread and in a process. */
export const servingValues = tasks('serving-values', import.meta.url, {
  async numbers(
    value: Value<'i32'>,
    big: Value<'u64'>,
    array: SharedArray<'f64'>,
    account: SharedRecord<{ balance: 'f64'; changes: 'i32' }>,
  ): Facts {
    value.value = 5;
    const changes = [
      value.add(2),
      value.exchange(12),
      value.compareExchange(12, 6),
      value.compareExchange(12, 7),
      value.and(3),
      value.or(8),
      value.xor(1),
      value.update((now) => now * 2),
    ];
    value.value += 1;
    const large = String(big.add(1n));
    array.set(1, 2.5);
    const elements = [
      array.get(1),
      array.at(-1),
      array.add(0, 0.5),
      array.update(2, (now) => -now),
    ];
    account.balance = 2.5;
    account.changes += 1;
    const fields = [account.add('balance', 1), account.exchange('changes', 7), account.changes];
    account.update('balance', (now) => now * 2);
    const guard = await value.lock.acquire();
    const locked = [value.lock.locked, array.lock.locked, value.lock === value.lock];
    guard.release();
    return {
      is: [value instanceof Value, array instanceof SharedArray, account.lock instanceof Lock],
      type: [value.type, big.type, array.type, array.length, value.name],
      changes,
      now: value.value,
      large: [large, String(big.value)],
      elements,
      all: [array.toArray(), [...array]],
      fields: [...fields, account.balance],
      locked,
      bad: [
        seenAtOnce(() => (value.value = 'x' as never)),
        seenAtOnce(() => value.add(1.5)),
        seenAtOnce(() => big.add(1 as never)),
        seenAtOnce(() => array.get(99)),
        seenAtOnce(() => account.add('none' as 'balance', 1)),
      ],
    };
  },
});
