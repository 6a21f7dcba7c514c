import { Process } from 'heddle';
import { office } from './office.ts';

for (const runtime of ['node', 'bun', 'deno'] as const) {
  const child = Process.start({ target: office.greet, args: ['Ann'], runtime });
  console.log(await child.result());
}
