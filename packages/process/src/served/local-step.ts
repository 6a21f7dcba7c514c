/** A step that runs in the process that calls it, by way of those that are served. */
export type LocalStep = (object: never, ...args: never[]) => unknown;
