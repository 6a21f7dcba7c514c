// Apart from the tasks, so that the page shows its picture before it has loaded the library.
export type Doing = 'spins' | 'at the door' | 'has put' | 'weaves' | 'waits' | 'ended';

/** What one of them does from a moment on, and with which skein. */
export interface Moment {
  readonly who: string;
  readonly doing: Doing;
  readonly skein: string;
}

/** Milliseconds that a skein takes, on an average. */
export interface Pace {
  spinning: number;
  weaving: number;
}

/** Who puts skeins into the basket, and how much slower than the average each is: unequal, so that they meet in new ways. */
export const spinners: Readonly<Record<string, number>> = { Ada: 0.8, Bea: 1, Cem: 1.25 };
/** Who takes them out. */
export const weavers: Readonly<Record<string, number>> = { Dan: 0.85, Eve: 1.15 };

/** How many skeins the basket has room for; 0: any number. */
export const bounds = [1, 4, 8, 0] as const;
