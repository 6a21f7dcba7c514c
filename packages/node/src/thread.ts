import { install, reportStalls, shareExecutors } from '@heddle/core/internal';
import { printed } from './link.ts';
import { platform } from './platform.ts';

// The entry of the workers that the adapter starts.
install(platform, printed);
reportStalls();
shareExecutors();
