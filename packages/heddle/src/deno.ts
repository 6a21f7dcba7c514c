import { offerRuntimes } from '@heddle/process/internal';
import { entries } from './runtimes.ts';

export * from '@heddle/deno';

offerRuntimes(entries);
