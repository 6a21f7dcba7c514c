// The program waits for a process, but not for a daemon, which is gone with it.
import { Process } from 'heddle';
import { watch } from './process-daemon.tasks.ts';

const minute = 60_000;
Process.start({ target: watch.over, args: [minute], name: 'the daemon', daemon: true });
Process.start({ target: watch.over, args: [300], name: 'the other' });
console.log('the main part ends');
