import * as heddle from '@heddle/node';
import { reportFromProcess } from './process.ts';

await reportFromProcess(heddle);
