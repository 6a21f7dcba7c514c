import { sleep, tasks, type Connection } from 'heddle';

export const office = tasks('office', import.meta.url, {
  /** Stays open until it is told to close. */
  async keep(desk: Connection<string>) {
    try {
      desk.send('open');
      await sleep(60_000);
    } finally {
      console.log('tidied up');
    }
  },

  /** Computes without end, so it hears nothing. */
  count(desk: Connection<string>): never {
    desk.send('counting');
    for (;;);
  },

  burn(): never {
    process.stderr.write('the office burns\n');
    process.exit(3);
  },

  greet(guest: string) {
    const runtime = 'Deno' in globalThis ? 'Deno' : 'Bun' in globalThis ? 'Bun' : 'Node';
    return `${guest} is welcome on ${runtime}`;
  },
});
