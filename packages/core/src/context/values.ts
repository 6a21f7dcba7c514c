import { enclosing, thisThread, type Holder } from '../wait/holder.ts';

/**
 * The values of a flow's context variables. Replaced as a whole when one is set, so that a task takes its spawner's by
 * pointing at them.
 */
export type Values = ReadonlyMap<object, unknown>;

const none: Values = /* @__PURE__ */ new Map();

/** A context that a flow has entered with `run`, and is in until that returns. */
interface Entered {
  readonly flow: Holder;
  readonly context: object;
}

let entered: Entered | undefined;

/** Whose values count here: the task's inside of which this runs, or the thread's. */
function flowHere(): Holder {
  return enclosing() ?? thisThread;
}

export function valuesHere(): Values {
  return (flowHere().context as Values | undefined) ?? none;
}

export function setValuesHere(values: Values): void {
  flowHere().context = values;
}

/** What a variable is set in at this moment: the context that was entered last, or else the flow's own. */
export function contextHere(): object {
  const flow = flowHere();
  return entered?.flow === flow ? entered.context : flow;
}

/** Calls `fn` with `values` in place of the flow's, and gives `leave` what they have become. */
export function within<T>(
  context: object,
  values: Values,
  fn: () => T,
  leave: (values: Values) => void,
): T {
  const flow = flowHere();
  const [before, outer] = [flow.context, entered];
  flow.context = values;
  entered = { flow, context };
  try {
    return fn();
  } finally {
    leave(flow.context as Values);
    flow.context = before;
    entered = outer;
  }
}
