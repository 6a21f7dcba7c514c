import { isVisible, type Access } from './step.ts';

/** A step that was taken to be an actor's own affair turned out to be noticed by another one. */
export class SharedAfterAll extends Error {}

/** Who has read a word and who has written it, a bit for each actor. */
interface Use {
  readers: number;
  writers: number;
}

/** Which words several actors have to do with, as far as is known: kept when a search begins anew. */
export class Accesses {
  readonly #uses = new Map<number, Use>();

  /** Can no other actor notice it, or change what it gives? */
  isOwn(actor: number, access: Access): boolean {
    if (isVisible(access)) return false;
    const use = this.#uses.get(access.index);
    return use === undefined || isOwn(use, 1 << actor, access.name === 'load');
  }

  /** Notes an access. @throws SharedAfterAll if for it another one, that came before, is no longer its actor's own. */
  note(actor: number, { name, index }: Access): void {
    if (name === 'turn' || name === 'death') return;
    const bit = 1 << actor;
    const use = this.#uses.get(index);
    if (use === undefined) {
      this.#uses.set(index, { readers: bit, writers: name === 'load' ? 0 : bit });
      return;
    }
    const { readers, writers } = use;
    use.readers |= bit; // who writes a word is told what it was
    if (name !== 'load') use.writers |= bit;
    if (use.readers === readers && use.writers === writers) return;
    for (let other = 1; other <= readers; other <<= 1) {
      if ((readers & other) !== 0 && wasOwn({ readers, writers }, use, other)) {
        throw new SharedAfterAll();
      }
    }
  }
}

/** Is something that this actor did with the word no longer its own? */
function wasOwn(before: Use, now: Use, bit: number): boolean {
  const kinds = (before.writers & bit) === 0 ? [true] : [true, false];
  return kinds.some((reads) => isOwn(before, bit, reads) && !isOwn(now, bit, reads));
}

/** A read is free of who writes; a write of who does anything. */
function isOwn({ readers, writers }: Use, bit: number, reads: boolean): boolean {
  return ((reads ? writers : readers | writers) & ~bit) === 0;
}
