import { tasks } from 'heddle';

/** An error of one's own: in the object given to `tasks` it arrives as itself. */
export class OutOfStockError extends Error {
  override name = 'OutOfStockError';
  readonly item: string;

  constructor(item: string) {
    super(`there is no ${item} left`);
    this.item = item;
  }
}

export const shop = tasks('shop', import.meta.url, {
  OutOfStockError,

  sell(item: string): string {
    if (item === 'silk') throw new OutOfStockError(item);
    return `sold ${item}`;
  },
});
