/** The same decisions led somewhere else than before. */
export class Unrepeatable extends Error {
  constructor(before: number, now: number) {
    super(
      `${now} tasks could go on where ${before === 0 ? 'only one might' : `${before} could`} before`,
    );
  }
}
