import { Tinypool } from 'tinypool';
import { functions } from './functions.ts';

export const add = ([a, b]: readonly [number, number]): number => functions.add(a, b);
export const { compute, who } = functions;
export const increment = (bytes: Uint8Array<ArrayBuffer>): unknown =>
  Tinypool.move(functions.increment(bytes));
