import { NotSupportedError, type Operation } from '@heddle/core';
import { begin, type Choice, type Holder } from '@heddle/core/internal';
import { enter } from './calls.ts';
import { refusal } from './lost.ts';
import { outcomeOf } from './outcome.ts';
import { hears } from './peer.ts';
import { remoteOf } from './remote.ts';
import { requestFor } from './request.ts';
import { divided } from './step-options.ts';

/** A step that may take time. `as`: who does it, if not who is running. */
export function operate(
  object: object,
  step: string,
  given: readonly unknown[],
  as?: Holder,
): Operation<unknown> {
  const remote = remoteOf(object)!;
  const at = remote.served.operations![step];
  const action = `${step.replace(/^_/, '')} of ${remote.title}`;
  const { args, signal, holder, isFinite } = divided(given, at, action);
  return begin(
    signal && { signal },
    () => action,
    () => refusal(remote),
    () => enter(object, step, args, as ?? holder, isFinite),
    () => 'its process has not answered',
  );
}

/** The same, as a `select` may choose it. */
export function choice(object: object, step: string, args: readonly unknown[]): Choice<unknown> {
  const remote = remoteOf(object)!;
  return {
    describe: () => `${step.replace(/^_/, '')} of ${remote.title}`,
    attempt: () => refusal(remote),
    enter: () => enter(object, step, args),
    explain: () => 'its process has not answered',
  };
}

/** A step that blocks this process until its answer has come. */
export function ask(
  object: object,
  step: string,
  given: readonly unknown[],
  optionsAt?: number,
): unknown {
  const { title, peer } = remoteOf(object)!;
  if (peer.ask === undefined) {
    throw new NotSupportedError(
      `cannot do this with ${title} at once: a child process serves it, whose answer comes into the event loop; await an operation of it in place`,
      'blocking',
    );
  }
  const { args, holder } = divided(given, optionsAt, `${step} of ${title}`);
  const { remote, request } = requestFor(object, step, args, holder, hears.blockedCaller);
  return outcomeOf({ remote, target: object, name: step, holder }, peer.ask(request));
}
