import { tasks } from 'heddle';

/** Tasks that no worker knows: the module of that address has others. */
export const stranger = tasks('stranger', import.meta.url.replace('stranger', 'arithmetic'), {
  never(): void {},
});
