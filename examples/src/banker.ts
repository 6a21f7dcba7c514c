// Clerks who need a printer and a scanner at the same time, in either order: a deadlock by locks, none at the banker's.
import { Banker, DeadlockError, Lock, Queue, Thread } from 'heddle';
import { clerks } from './banker.tasks.ts';

const [printer, scanner] = [new Lock({ name: 'printer' }), new Lock({ name: 'scanner' })];
const [arrived, go] = [new Queue<string>(), new Queue<string>()];
const byLocks = [
  Thread.start({ target: clerks.byLocks, args: [printer, scanner, arrived, go], name: 'Ann' }),
  Thread.start({ target: clerks.byLocks, args: [scanner, printer, arrived, go], name: 'Bob' }),
];
for (let i = 0; i < 2; i += 1) await arrived.get();
for (let i = 0; i < 2; i += 1) await go.put('go');
for (const settled of await Promise.allSettled(byLocks.map((thread) => thread.result()))) {
  if (settled.status === 'fulfilled') console.log(`by locks: ${settled.value}`);
  else if (settled.reason instanceof DeadlockError)
    console.log(`by locks: ${settled.reason.message}`);
  else throw settled.reason;
}

// One device is left, but whoever got it would wait for the other clerk, and that one for it.
const office = new Banker({ resources: { printers: 1, scanners: 1 }, name: 'office' });
const [ann, bob] = [
  office.claim({ printers: 1, scanners: 1 }),
  office.claim({ printers: 1, scanners: 1 }),
];
const hers = await ann.request({ printers: 1 });
const early = bob.tryRequest({ scanners: 1 });
console.log(`the scanner is free, and Bob ${early === undefined ? 'has to wait' : 'gets it'}`);
hers.release();
const later = bob.tryRequest({ scanners: 1 });
console.log(`the printer is back, and Bob ${later === undefined ? 'has to wait' : 'gets it'}`);
for (const account of [ann, bob]) account.close();

const pages = 200;
const threads = (['printers', 'scanners', 'printers', 'scanners'] as const).map((first) =>
  Thread.start({ target: clerks.atTheBankers, args: [office, first, pages] }),
);
let copied = 0;
for (const thread of threads) copied += await thread.result();
const { printers, scanners } = office.available;
console.log(
  `at the banker's: ${copied} pages copied, ${printers} printer and ${scanners} scanner back`,
);
