import { serveProcess } from '@heddle/process/internal';
import { enterChild } from './main-thread.ts';

// The entry of the processes that Heddle starts on this runtime.
enterChild();
serveProcess();
