// Which words these examples use: a pipeline reads the files, four at a time, and counts the words of each.
import { readFile, readdir } from 'node:fs/promises';
import { pipeline, stage } from 'heddle';

const folder = new URL('./', import.meta.url);
let open = 0;
let most = 0;

async function read(name: string): Promise<{ name: string; text: string }> {
  open += 1;
  most = Math.max(most, open);
  try {
    return { name, text: await readFile(new URL(name, folder), 'utf8') };
  } finally {
    open -= 1;
  }
}

function count({ name, text }: { name: string; text: string }): [string, Map<string, number>] {
  const counts = new Map<string, number>();
  for (const [word] of text.toLowerCase().matchAll(/[a-z]+/g)) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [name, counts];
}

const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).toSorted();
const total = new Map<string, number>();

// The files come out in the order of their names, whichever was read first.
for await (const [name, counts] of pipeline(names, stage(read, { workers: 4 }), count)) {
  console.log(`${name}: ${counts.size} different words`);
  for (const [word, times] of counts) total.set(word, (total.get(word) ?? 0) + times);
}

const ranked = [...total].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
for (const [word, times] of ranked.slice(0, 5)) console.log(`${times} × ${word}`);
console.log(`${names.length} files, ${most} of them open at a time`);
