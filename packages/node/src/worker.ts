import { install, reportStalls, shareExecutors } from '@heddle/core/internal';
import { printed } from './link.ts';
import { platform } from './platform.ts';

// This worker runs what its creator says.
install(platform, printed);
reportStalls();
shareExecutors();
