import type { Kind } from './note.ts';

export const plans = ['short', 'long', 'mixed', 'tiny'] as const;
export type Plan = (typeof plans)[number];

/** A call that is to be made, and for how many milliseconds it computes. */
export interface Piece {
  readonly kind: Kind;
  readonly ms: number;
}

const short: Piece = { kind: 'short', ms: 12 };
const long: Piece = { kind: 'long', ms: 220 };
const tiny: Piece = { kind: 'tiny', ms: 0.04 };

const repeat = (count: number, piece: (index: number) => Piece): Piece[] =>
  Array.from({ length: count }, (_, index) => piece(index));

/** The calls of a run, in the order in which they are submitted: two seconds of computing, more or less. */
export function piecesOf(plan: Plan): readonly Piece[] {
  switch (plan) {
    case 'short':
      return repeat(160, () => short);
    case 'long':
      return repeat(9, () => long);
    case 'mixed':
      return repeat(64, (index) => (index % 8 === 7 ? long : short));
    case 'tiny':
      return repeat(4000, (index) => (index % 800 === 400 ? long : tiny));
  }
}
