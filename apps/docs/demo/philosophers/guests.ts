// Apart from the dinner, so that the page shows the table before it has loaded the library.
export const philosophers = ['Plato', 'Hypatia', 'Averroes', 'Arendt', 'Kongzi'] as const;

export const forkName = (index: number): string => `fork ${index + 1}`;

/** How they take their forks. */
export const manners = [
  'left first',
  'lower number first',
  'four at a time',
  'both at once',
] as const;
export type Manner = (typeof manners)[number];
