import { platform } from '../realm.ts';
import { watchRest } from '../thread/rest.ts';
import { awaitedOutside } from '../operation/operation.ts';
import { dump } from './dump.ts';
import { advice } from './print.ts';
import { goesOn, standing } from './stuck.ts';

const headline =
  'Heddle: nothing can run any more, and nothing from outside is waited for. What waits:';

/**
 * Lets a program in which nothing can run any more say what its threads wait for, and end with 13 or its own code. Where
 * the platform cannot tell that moment, nothing happens; see `watchStall`.
 * @internal
 */
export function reportStalls(): void {
  const { idle } = platform();
  if (idle === undefined) return;
  const rest = watchRest(idle, {
    isAwaiting: () => standing().isStuck || awaitedOutside().length > 0,
    standing: () => (goesOn() ? { isStuck: false, isOpen: true } : standing()),
    tell: (first) => idle.print(`${first ? `${headline}\n` : ''}${String(dump())}\n`),
    close: () => idle.print(`${advice}\n`),
  });
  idle.onUnsettled(() => {
    if (!rest.isOver || goesOn()) return false;
    // The top level waits, so what is awaited there counts; of a promise of somebody else's nothing can be said.
    const { outside, tasks } = dump();
    if (outside.length === 0 && tasks.length === 0) return false;
    rest.tellStalled();
    return true;
  });
}
