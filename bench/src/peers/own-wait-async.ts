/** The runtime's own, before a module is loaded that puts another in its place. */
export const { waitAsync } = Atomics;
