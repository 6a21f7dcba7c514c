import { toLine, type Request } from '../message.ts';
import { play } from '../play.ts';

// In a process of Node, Bun or Deno: tells on its standard output.
await play(JSON.parse(process.argv[2] ?? '{}') as Request, (message) =>
  console.log(toLine(message)),
);
