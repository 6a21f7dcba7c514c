import { changes, type Access } from './step.ts';

/** What a step does, as far as it can matter to a step of another actor. */
export const effects = {
  reads: 1,
  /** It changes what is in the word. */
  writes: 2,
  /** It looks at the word, and may go to sleep on it. */
  sleeps: 4,
  wakes: 8,
  /** It has slept on the word for long enough. */
  leaves: 16,
  /** A turn of the event loop, for which a ring of the bell, something sent or a death can be the reason. */
  turns: 32,
  /** It sends something that another may wait for in its event loop. */
  sends: 64,
  /** It asks whether the one that may die has ended. */
  asks: 128,
  /** After it, that one may have ended. */
  ends: 256,
  dies: 512,
} as const;

/** The effects of a step, and the word that it is on. */
export interface Footprint {
  readonly effects: number;
  readonly index: number;
}

/** What an access does that can be made now. */
export function effectsOf(words: Int32Array, access: Access): number {
  switch (access.name) {
    case 'wait':
    case 'waitAsync':
      return effects.sleeps;
    case 'notify':
      return effects.wakes;
    case 'turn':
      return effects.turns;
    case 'death':
      return effects.asks;
    default:
      if (!changes(words, access)) return effects.reads;
      return access.name === 'step' ? effects.writes | effects.sends : effects.writes;
  }
}

type Pair = readonly [one: number, other: number];

/** What makes a difference to each other if it is on the same word. */
const onOneWord: readonly Pair[] = [
  [effects.writes, effects.reads | effects.writes | effects.sleeps],
  [effects.sleeps, effects.sleeps | effects.wakes],
  [effects.wakes, effects.wakes | effects.leaves],
];

/** What makes a difference to each other wherever it is. */
const anywhere: readonly Pair[] = [
  [effects.turns, effects.wakes | effects.sends | effects.dies],
  [effects.ends, effects.asks],
  [effects.dies, effects.wakes], // who sleeps behind it is woken in its place
];

/**
 * Do two steps of different actors, each of which can happen now, lead to the same point in whatever order, and give the same
 * results?
 */
export function commute(one: Footprint, other: Footprint): boolean {
  if (meet(anywhere, one.effects, other.effects)) return false;
  return one.index !== other.index || !meet(onOneWord, one.effects, other.effects);
}

function meet(pairs: readonly Pair[], one: number, other: number): boolean {
  for (const [these, those] of pairs) {
    if ((one & these) !== 0 && (other & those) !== 0) return true;
    if ((other & these) !== 0 && (one & those) !== 0) return true;
  }
  return false;
}
