// Apart from the tasks, so that the page shows its picture before it has loaded the library.
/** What the tasks have to get through. */
export const gates = ['Lock', 'Semaphore', 'RwLock', 'Barrier'] as const;
export type Gate = (typeof gates)[number];

export type Doing = 'works' | 'waits' | 'inside' | 'ended';

/** Who, and for how many milliseconds that one works before it wants in. */
export const visitors: Readonly<Record<string, number>> = {
  Ada: 220,
  Bea: 340,
  Cem: 470,
  Dan: 290,
  Eve: 410,
  Fay: 560,
};
/** Those who change something, where that matters. */
export const writers: readonly string[] = ['Cem', 'Fay'];
/** How often each of them gets in, and for how long. */
export const visits = 3;
export const stay = 280;
/** How many the semaphore lets in. */
export const permits = 2;
