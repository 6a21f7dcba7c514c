import { tasks } from 'heddle';

/** Everyone who loads this module has one: this program, and each process. */
export const list: number[] = [];

export const appending = tasks('appending', import.meta.url, {
  append(...numbers: number[]): number[] {
    list.push(...numbers);
    return list;
  },
});
