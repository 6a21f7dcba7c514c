import { installPlatform, serveThread } from '@heddle/core/internal';
import { platform } from './platform.ts';

installPlatform(platform);
if (platform.parent !== undefined) serveThread();
