import { move } from 'piscina';
import { functions } from './functions.ts';

export const add = ([a, b]: readonly [number, number]): number => functions.add(a, b);
export const { compute, who } = functions;
export const increment = (bytes: Uint8Array<ArrayBuffer>): unknown =>
  move(functions.increment(bytes));
