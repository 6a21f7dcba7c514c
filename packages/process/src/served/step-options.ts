import type { Signal } from '@heddle/core';
import { ownerOf, type Holder } from '@heddle/core/internal';
import { here } from './who.ts';

interface Options {
  readonly signal?: Signal;
  readonly owner?: object;
  readonly timeout?: number;
}

/** Its options as the owner gets them: a signal stays here, and who does it goes another way. */
export function divided(
  args: readonly unknown[],
  at: number | undefined,
  action: string,
): { args: unknown[]; signal: Signal | undefined; holder: Holder; isFinite: boolean } {
  const sent = [...args];
  const options = at === undefined ? undefined : sent[at];
  if (at === undefined || typeof options !== 'object' || options === null) {
    return { args: sent, signal: undefined, holder: here(), isFinite: false };
  }
  const { signal, owner, ...rest } = options as Options;
  sent[at] = rest;
  const holder = owner === undefined ? here() : ownerOf(owner, () => action);
  const { timeout = Infinity } = rest;
  return { args: sent, signal, holder, isFinite: signal !== undefined || timeout !== Infinity };
}
