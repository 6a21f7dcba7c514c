import { tasks } from 'heddle';

/** A class that the main thread does not know. */
class UnknownHereError extends Error {
  override get name(): string {
    return 'UnknownHereError';
  }
}

/** Threads that fail, each in its own way. */
export const failing = tasks('failing', import.meta.url, {
  withFields(): never {
    const cause = new TypeError('the cause');
    throw Object.assign(new RangeError('too far', { cause }), {
      code: 'E_FAR',
      distance: { km: 42 },
    });
  },

  withUnknownClass(): never {
    throw new UnknownHereError('who am I?');
  },

  withSeveral(): never {
    throw new AggregateError([new TypeError('one'), new RangeError('two')], 'both');
  },

  withNoError(): never {
    // A thread may throw anything, and it must arrive as it is.
    const thrown: unknown = { plain: 42 };
    throw thrown;
  },

  withWhatCannotBeSent(): unknown {
    return { list: [1, { callback: () => 'no' }] };
  },

  async later(): Promise<never> {
    await Promise.resolve();
    throw new RangeError('later');
  },
});
