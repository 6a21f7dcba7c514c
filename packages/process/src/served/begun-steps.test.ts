import { Lock, type Guard } from '@heddle/core';
import { Pending } from '@heddle/core/internal';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BegunSteps } from './begun-steps.ts';
import { Flow } from './flow.ts';

/** A step that cannot be left, since its end is on its way; `leaving` may bring that. */
class Coming extends Pending<Guard> {
  leaving: () => void = () => {};

  override _leave(): boolean {
    this.leaving();
    return false;
  }
}

describe.each(['as it is left', 'later'])('a step of a process that is gone ends %s', (when) => {
  /** The process is gone, and this happens to its step. */
  function goes(end: (step: Coming) => void): void {
    const step = new Coming(new Lock() as never, 'acquire');
    const begun = new BegunSteps();
    begun.follow(1, new Flow('task'), step, () => expect.unreachable('nobody hears of it'));
    if (when === 'later') begun.gone();
    else step.leaving = () => end(step);
    if (when === 'later') end(step);
    else begun.gone();
  }

  test('its failure is none of this program, which has not begun it', async () => {
    const failures: unknown[] = [];
    const listen = (error: unknown): void => void failures.push(error);
    process.on('unhandledRejection', listen);
    onTestFinished(() => void process.off('unhandledRejection', listen));
    goes((step) => step._reject(new RangeError('its holder has died')));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(failures).toEqual([]);
  });

  test('what it got is given back', () => {
    const lock = new Lock();
    const guard = lock.tryAcquire()!;
    goes((step) => step._resolve(guard));
    expect(lock.locked).toBe(false);
  });
});
