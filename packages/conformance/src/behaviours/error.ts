import { behaviour, type Behaviour } from '../behaviour.ts';
import { failing } from '../tasks/failing.ts';
import { locking } from '../tasks/locking.ts';

async function failureOfTask(result: PromiseLike<unknown>): Promise<unknown> {
  try {
    return await result;
  } catch (error) {
    return error;
  }
}

/** Errors that cross from one thread to another. */
export const error: readonly Behaviour[] = [
  behaviour({
    id: 'error.crosses',
    title: 'an error keeps its class, message, code, cause and own fields, and has both stacks',
    about: 'error',
    kind: 'normal',
    needs: ['threads'],
    async run({ Thread }) {
      const thread = Thread.start({ target: failing.withFields, name: 'failing-thread' });
      const seen = (await failureOfTask(thread.result())) as RangeError & {
        code: string;
        distance: { km: number };
      };
      return {
        class: seen instanceof RangeError,
        name: seen.name,
        message: seen.message,
        code: seen.code,
        field: seen.distance.km,
        cause: seen.cause instanceof TypeError && seen.cause.message,
        stackOfThread: String(seen.stack).includes('failing'),
        stackOfCaller: String(seen.stack).includes('failing-thread'),
      };
    },
    expect: {
      class: true,
      name: 'RangeError',
      message: 'too far',
      code: 'E_FAR',
      field: 42,
      cause: 'the cause',
      stackOfThread: true,
      stackOfCaller: true,
    },
  }),
  behaviour({
    id: 'error.own-class',
    title: 'Heddle’s own errors are of their class on the other side, with code and fields',
    about: 'error',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Lock, NotOwnerError, TimeoutError, HeddleError }, tools) {
      const lock = new Lock({ name: 'account' });
      const seen = await failureOfTask(
        Thread.start({ target: locking.releaseUnheld, args: [lock] }).result(),
      );
      const guard = await lock.acquire();
      const here = await failureOfTask(lock.acquire({ timeout: 5 }));
      guard.release();
      return {
        there: [
          seen instanceof NotOwnerError,
          seen instanceof HeddleError,
          tools.error(seen).code ?? '',
        ],
        here: here instanceof TimeoutError && here.timeout,
      };
    },
    expect: { there: [true, true, 'HEDDLE_NOT_OWNER'], here: 5 },
  }),
  behaviour({
    id: 'error.unknown-class',
    title: 'an error of a class that is not known here arrives as an Error with its name',
    about: 'error',
    kind: 'normal',
    needs: ['threads'],
    async run({ Thread }) {
      const seen = (await failureOfTask(
        Thread.start({ target: failing.withUnknownClass }).result(),
      )) as Error;
      return { isError: seen instanceof Error, name: seen.name, message: seen.message };
    },
    expect: { isError: true, name: 'UnknownHereError', message: 'who am I?' },
  }),
  behaviour({
    id: 'error.aggregate',
    title: 'an AggregateError keeps the errors in it',
    about: 'error',
    kind: 'normal',
    needs: ['threads'],
    async run({ Thread }) {
      const seen = (await failureOfTask(
        Thread.start({ target: failing.withSeveral }).result(),
      )) as AggregateError;
      return {
        class: seen instanceof AggregateError,
        inner: seen.errors.map((inner: unknown) => String(inner)),
        classes: [seen.errors[0] instanceof TypeError, seen.errors[1] instanceof RangeError],
      };
    },
    expect: { class: true, inner: ['TypeError: one', 'RangeError: two'], classes: [true, true] },
  }),
  behaviour({
    id: 'error.no-error',
    title: 'what is thrown and no error arrives as it was',
    about: 'error',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ Thread }) {
      return (await failureOfTask(Thread.start({ target: failing.withNoError }).result())) as {
        plain: number;
      };
    },
    expect: { plain: 42 },
  }),
  behaviour({
    id: 'error.result-cannot-cross',
    title: 'a result that cannot cross is an error with the path to it, and the thread ends',
    about: 'error',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ Thread }, tools) {
      const thread = Thread.start({ target: failing.withWhatCannotBeSent });
      const failure = await tools.failureOf(() => thread.result());
      await thread.join();
      return {
        class: failure === 'nothing' ? failure : failure.class,
        namesPath:
          failure !== 'nothing' && failure.message.includes('.list[1].callback: a function'),
        alive: thread.alive,
      };
    },
    expect: { class: 'CannotSendError', namesPath: true, alive: false },
  }),
];
