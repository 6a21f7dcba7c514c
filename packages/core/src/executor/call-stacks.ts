/** What `captureStacks(true)` keeps of calls. */
export interface CallStacks {
  submitted(call: object): void;
  /** Adds to the error from where the call was submitted. */
  failed(call: { describe(): string }, error: unknown): void;
}

/** Looked at where calls are made: while nobody wants stacks, that is all. */
export let callStacks: CallStacks | undefined;

export function keepCallStacks(stacks: CallStacks | undefined): void {
  callStacks = stacks;
}
