import { offerRuntimes } from '@heddle/process/internal';
import { entries } from './runtimes.ts';

export * from '@heddle/bun';

offerRuntimes(entries);
