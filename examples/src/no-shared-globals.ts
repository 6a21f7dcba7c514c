// A process appends to a list of its module; another one, and this program, do not see that.
import { Process } from 'heddle';
import { appending, list } from './no-shared-globals.tasks.ts';

const show = (who: string, numbers: readonly number[]): void =>
  console.log(`${who}: ${numbers.length === 0 ? 'nothing' : numbers.join(', ')}`);

list.push(0);
show('one process', await Process.start({ target: appending.append, args: [1, 2, 3] }).result());
show('another one', await Process.start({ target: appending.append, args: [] }).result());
show('the program', list);
