import type { Dump, DumpedTask, DumpedWait } from './dump.ts';

/** What to do about a task that is told to wait. */
export const advice =
  'captureStacks(true) tells from which line each waits; spawn({ …, daemon: true }) is for a task that may be left waiting.';

/** A dump as people read it. */
export function printDump(dump: Dump): string {
  const lines = [`thread ${dump.thread}`];
  if (dump.blocked !== undefined) lines.push(...printWait(dump.blocked, '  ', 'blocked in'));
  for (const wait of dump.outside)
    lines.push(...printWait(wait, '  ', 'outside of all tasks: waiting for'));
  printTasks(dump.tasks, '  ', lines);
  if (lines.length === 1) lines.push('  no tasks');
  return lines.join('\n');
}

/** Not by recursion: a chain of tasks may be long. */
function printTasks(tasks: readonly DumpedTask[], indent: string, lines: string[]): void {
  const left = tasks.map((task) => ({ task, indent })).toReversed();
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    printTask(next.task, next.indent, lines);
    const below = `${next.indent}  `;
    for (const child of next.task.children.toReversed()) left.push({ task: child, indent: below });
  }
}

function printTask(task: DumpedTask, indent: string, lines: string[]): void {
  const notes = [
    ...(task.group === undefined ? [] : [`in ${task.group}`]),
    ...(task.daemon ? ['daemon'] : []),
  ];
  const [first, ...more] = task.waits;
  const head = `${indent}${task.name}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
  if (first === undefined) {
    const what = task.state === 'waiting' ? 'waiting for something outside of Heddle' : task.state;
    lines.push(`${head}: ${what}`);
  } else {
    const [line, ...frames] = printWait(first, `${indent}  `, 'waiting for');
    lines.push(`${head}: ${line!.trimStart()}`, ...frames);
  }
  for (const wait of more) lines.push(...printWait(wait, `${indent}  `, 'and for'));
  printFrames(task.spawnedAt, `${indent}  `, 'spawned at', lines);
}

function printWait(wait: DumpedWait, indent: string, how: string): string[] {
  const since =
    wait.turns === undefined ? '' : ` (for ${wait.turns} ${wait.turns === 1 ? 'turn' : 'turns'})`;
  const why = wait.why === undefined ? '' : `: ${wait.why}`;
  const lines = [`${indent}${how} ${wait.what}${since}${why}`];
  printFrames(wait.at, indent, 'at', lines);
  return lines;
}

function printFrames(
  frames: readonly string[] | undefined,
  indent: string,
  how: string,
  lines: string[],
): void {
  frames?.forEach((frame, index) => {
    lines.push(`${indent}  ${index === 0 ? how : 'at'.padStart(how.length)} ${frame}`);
  });
}
