/** Can this very thread be stopped? That of a page cannot, whatever the platform of a test says. */
export const canStop: boolean = ((): boolean => {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
})();
