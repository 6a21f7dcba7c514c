export interface Silence {
  /** Something was heard: the time starts anew. */
  heard(): void;
  stop(): void;
  /** Did the time run out? */
  readonly broken: boolean;
}

/** Calls back when nothing was heard for `limit` milliseconds. */
export function watchSilence(limit: number, tooLong: () => void): Silence {
  let broken = false;
  const timer = setTimeout(() => {
    broken = true;
    tooLong();
  }, limit);
  return {
    heard: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
    get broken() {
      return broken;
    },
  };
}
