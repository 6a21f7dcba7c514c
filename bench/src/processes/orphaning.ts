// Starts a child, and stays until it is killed.
import { Process } from 'heddle';
import { computing } from './busy.ts';
import { forked } from './forked.ts';

export type Child = 'Process' | 'fork' | 'idle';

const child = process.argv[2] as Child;
if (child === 'Process') Process.start({ target: computing.busy });
else forked('./busy-forked.ts', [child]);
