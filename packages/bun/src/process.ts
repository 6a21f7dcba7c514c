import { serveProcess } from '@heddle/process/internal';
// oxlint-disable-next-line import/no-unassigned-import -- it installs the adapter
import './install.ts';
import { isChild } from './main-thread.ts';

// The entry of the processes that Heddle starts on this runtime.
isChild();
serveProcess();
