import { install, reportStalls } from '@heddle/core/internal';
import { installProcesses } from '@heddle/process/internal';
import { printed } from './link.ts';
import { platform } from './platform.ts';

install(platform, printed);
reportStalls();
installProcesses('node', new URL('./process.js', import.meta.url));

/** Whoever has it from here has it installed. */
export { platform };
