/** How many calls a lane holds at most, and so how many a worker may have in flight. */
export const laneCalls = 16_384;

/** Each word on a cache line of its own: what was asked, what was answered, and whether either end sleeps. */
export const [asked, answered, workerSleeps, hostSleeps] = [0, 16, 32, 48];

/** Two rings in shared memory: calls of two numbers to one worker, and its answers, in the order of the calls. */
export class Lane {
  readonly words: Int32Array<SharedArrayBuffer>;
  readonly calls: Float64Array<SharedArrayBuffer>;
  readonly answers: Float64Array<SharedArrayBuffer>;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(256 + laneCalls * 3 * 8)) {
    this.words = new Int32Array(buffer, 0, 64);
    this.calls = new Float64Array(buffer, 256, laneCalls * 2);
    this.answers = new Float64Array(buffer, 256 + laneCalls * 16, laneCalls);
  }
}
