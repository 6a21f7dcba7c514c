// Moves so many objects from one thread to another, and tells how much memory the process has then.
import type { Moved } from './contests/queue-memory.ts';
import { openRelay } from './contests/queue-threads.ts';

const relay = openRelay('objects');
const sum = await relay.run('sync', Number(process.argv[2]));
const moved: Moved = { sum, resident: process.memoryUsage().rss };
console.log(JSON.stringify(moved));
process.exit();
