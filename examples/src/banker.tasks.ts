import { tasks, type Banker, type Lock, type Queue } from 'heddle';

export type Office = Banker<'printers' | 'scanners'>;

export const clerks = tasks('clerks', import.meta.url, {
  /** Takes a device, and later the other one: by plain locks two clerks can end up with one each. */
  byLocks(first: Lock, second: Lock, arrived: Queue<string>, go: Queue<string>): string {
    using _first = first.acquireSync();
    arrived.putSync('has one');
    go.getSync();
    using _second = second.acquireSync();
    return 'copied';
  },

  /** The same at the banker's, who knows beforehand what it may come to. */
  atTheBankers(office: Office, first: 'printers' | 'scanners', pages: number): number {
    const second = first === 'printers' ? 'scanners' : 'printers';
    using account = office.claim({ printers: 1, scanners: 1 });
    for (let page = 0; page < pages; page += 1) {
      using _first = account.requestSync({ [first]: 1 });
      if (!office.safe) throw new Error('the banker let it come to an unsafe state');
      using _second = account.requestSync({ [second]: 1 });
    }
    return pages;
  },
});
