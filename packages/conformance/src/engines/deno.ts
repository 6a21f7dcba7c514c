import * as heddle from '@heddle/deno';
import { reportFromProcess } from './process.ts';

await reportFromProcess(heddle);
