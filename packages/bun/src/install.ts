import { install, reportStalls } from '@heddle/core/internal';
import { installProcesses } from '@heddle/process/internal';
import { platform } from './platform.ts';

install(platform);
reportStalls();
installProcesses('bun', new URL('./process.js', import.meta.url));

/** Whoever has it from here has it installed. */
export { platform };
