import { builtin } from './builtin.ts';
import type { Socket } from 'node:net';
import { mayRun } from './program.ts';

// A child hears of its parent's end by the end of its channel; one that computes does not listen. So one shell for the whole
// program reads which process groups there are, and kills them when its own input ends: that is when the program does, however
// it ends. A watching thread in each child would cost each some 15 ms and 10 MB.

const script = `trap '' INT TERM HUP
exec <&3
set=' '
while read -r act group; do
  case $act in
    +) set="$set$group " ;;
    -) set="\${set%% $group *} \${set#* $group }" ;;
  esac
done
for group in $set; do kill -s KILL -- "-$group" 2>/dev/null; done`;

const shellPath = '/bin/sh';

interface Guardian {
  readonly input: Socket;
}

let guardian: Guardian | undefined;
const groups = new Set<number>();

/** Lets this process group end with the program, whatever it does. */
export function guard(group: number): void {
  groups.add(group);
  if (guardian === undefined) start();
  else say(`+ ${group}`);
}

/** It has ended. */
export function unguard(group: number): void {
  if (groups.delete(group)) say(`- ${group}`);
}

function say(line: string): void {
  guardian?.input.write(`${line}\n`);
}

function start(): void {
  // Without permission for it, what listens to its channel ends with that.
  if (process.platform === 'win32' || !mayRun(shellPath, 'querySync')) return;
  let shell;
  try {
    shell = builtin('node:child_process').spawn(shellPath, ['-c', script, 'heddle-guardian'], {
      detached: true,
      // A pipe such as the channel of a child has, for Bun writes to a standard input only later: a program that was killed in
      // between would leave a child that had its task, and that nobody knew.
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
  } catch {
    return;
  }
  const mine: Guardian = { input: shell.stdio[3] as unknown as Socket };
  guardian = mine;
  shell.unref();
  mine.input.unref?.();
  const lost = (): void => {
    if (guardian === mine) guardian = undefined; // the next process gets another one
  };
  shell.on('error', lost);
  shell.on('exit', lost);
  mine.input.on('error', lost);
  for (const group of groups) say(`+ ${group}`);
}
