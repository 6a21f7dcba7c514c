import { tasks } from 'heddle';

/** Tasks of a module that is not there. */
export const nowhere = tasks('nowhere', import.meta.url.replace('nowhere', 'not-there'), {
  never(): void {},
});
