import type { AtomicOps } from '../memory/atomics.ts';

/** What an actor is about to do, or waits for. */
export interface Access {
  /** An atomic operation, or: a turn of its event loop, a step of the program's own, a look at the death of another. */
  readonly name: keyof AtomicOps | 'turn' | 'step' | 'death';
  /** The word that it is on. */
  readonly index: number;
  readonly value: number;
  readonly other: number;
  /** For `turn`, `step` and `death`: whether it may go on. */
  readonly ready: (() => boolean) | undefined;
}

/** What can happen next: an actor goes on, or its wait ends without being woken, or it never does anything again. */
export interface Choice {
  readonly actor: number;
  readonly how: 'goes on' | 'times out' | 'dies';
}

/** Accesses that others notice, whatever word they are on. */
const visible: ReadonlySet<string> = new Set([
  'wait',
  'waitAsync',
  'notify',
  'turn',
  'step',
  'death',
]);

export function isVisible({ name }: Access): boolean {
  return visible.has(name);
}

/** Does what an access that neither waits nor wakes does to its word; gives its result. */
export function apply(words: Int32Array, { name, index, value, other }: Access): number {
  const before = words[index]!;
  switch (name) {
    case 'store':
      words[index] = value;
      return value;
    case 'exchange':
      words[index] = value;
      break;
    case 'add':
    case 'step':
      words[index] = before + value;
      break;
    case 'or':
      words[index] = before | value;
      break;
    case 'and':
      words[index] = before & value;
      break;
    case 'compareExchange':
      if (before === value) words[index] = other;
      break;
  }
  return before;
}

/** Will such an access leave another value in its word than there is? */
export function changes(words: Int32Array, { name, index, value, other }: Access): boolean {
  const before = words[index]!;
  switch (name) {
    case 'store':
    case 'exchange':
      return before !== value;
    case 'add':
    case 'step':
      return value !== 0;
    case 'or':
      return (before | value) !== before;
    case 'and':
      return (before & value) !== before;
    case 'compareExchange':
      return before === value && value !== other;
    default:
      return false;
  }
}

/** How a schedule shows a step. */
export function describe(
  actor: string,
  { name, index, value, other }: Access,
  how: string,
): string {
  if (how === 'dies') return `${actor}: dies`;
  const args = {
    load: [index],
    notify: [index, value],
    turn: [],
    death: [],
    compareExchange: [index, value, other],
  }[name as string] ?? [index, value];
  return `${actor}: ${name}(${args.join(', ')})${how === 'times out' ? ' times out' : ''}`;
}
