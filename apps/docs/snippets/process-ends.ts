import { Pipe, Process, ProcessDiedError } from 'heddle';
import { office } from './office.ts';

// #region terminate
for (const target of [office.keep, office.count]) {
  const [here, there] = Pipe<string>();
  const child = Process.start({ target, args: [there] });
  console.log(await here.recv());
  await child.terminate(); // settles when it is gone
  console.log(child.exitCode);
}
// #endregion terminate

// #region died
const burning = Process.start({ target: office.burn, output: 'capture' });
try {
  await burning.result();
} catch (error) {
  if (error instanceof ProcessDiedError) console.log(error.exitCode, error.stderr.trim());
}
// #endregion died
