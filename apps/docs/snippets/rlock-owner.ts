import { NoOwnerError, RLock } from 'heddle';

const shelf = new RLock({ name: 'shelf' });

// #region owner
class Visit {
  readonly name: string = 'a visit';

  async lend(title: string): Promise<void> {
    using _ = await shelf.acquire({ owner: this });
    console.log(`lent ${title}`);
  }

  async lendSeries(...titles: string[]): Promise<void> {
    using _ = await shelf.acquire({ owner: this });
    for (const title of titles) await this.lend(title);
  }
}
// #endregion owner

await new Visit().lendSeries('Dune', 'Dune Messiah');
try {
  await shelf.acquire();
} catch (error) {
  if (!(error instanceof NoOwnerError)) throw error;
  console.log(error.message);
}
console.log(shelf.locked);
