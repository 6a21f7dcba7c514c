import { install, shareExecutors } from '@heddle/core/internal';
import { platform } from './platform.ts';

// The entry of the workers that the adapter starts.
install(platform);
shareExecutors();
