import { tasks, type Queue } from 'heddle';

export const patient = tasks('patient', import.meta.url, {
  /** Blocks its thread until there is a word to bring back. */
  waitFor(word: Queue<string>) {
    return word.getSync();
  },
});
