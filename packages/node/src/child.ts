import { serveProcess } from '@heddle/process/internal';
import { enterChild } from './main-thread.ts';

// This process runs what its parent says.
enterChild();
serveProcess();
