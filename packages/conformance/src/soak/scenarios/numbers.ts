import { SharedArray, Value } from 'heddle';
import type { Scenario } from '../scenario.ts';
import { numbers as target } from '../tasks/numbers.ts';
import { mustBe } from './same.ts';

function bitsOf(value: number): number {
  let bits = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}

export const numbers: Scenario = {
  name: 'value.atomics',
  proves:
    'no change of a shared number is lost: add, compareExchange, update, xor, and more than one step under its lock',
  async play({ ms, crew: newCrew }) {
    const crew = newCrew();
    const all = {
      counts: new SharedArray('u32', 3),
      total: new Value('i64', 0n),
      half: new Value('f64', 0),
      small: new Value('u8', 0),
      bits: new Value('u32', 0),
      guarded: new Value('i32', 0),
    };
    for (let bit = 0; bit < 3; bit++) crew.thread(target.change, all, bit);
    const figures = await crew.finish(ms);
    const changes = figures['changes'] ?? 0;
    mustBe(
      'the sum of an array',
      all.counts.toArray().reduce((sum, count) => sum + count, 0),
      changes,
    );
    mustBe('an i64', Number(all.total.value), changes);
    mustBe('an f64', all.half.value, changes / 2);
    mustBe('a u8', all.small.value, changes % 256);
    mustBe('the parity of the bits', bitsOf(all.bits.value) % 2, changes % 2);
    mustBe('a value under its lock', all.guarded.value, figures['guarded changes'] ?? 0);
    return figures;
  },
};
