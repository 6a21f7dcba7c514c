import * as heddle from '@heddle/bun';
import { reportFromProcess } from './process.ts';

await reportFromProcess(heddle);
