import { behaviour, type Behaviour } from '../behaviour.ts';

/** A stream of these items, and then of its end or a failure. */
function streamOf<T>(items: readonly T[], failure?: Error): ReadableStream<T> {
  const left = [...items];
  return new ReadableStream<T>({
    pull(controller) {
      if (left.length > 0) controller.enqueue(left.shift()!);
      else if (failure === undefined) controller.close();
      else controller.error(failure);
    },
  });
}

async function readAll<T>(stream: ReadableStream<T>): Promise<T[]> {
  const got: T[] = [];
  const reader = stream.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    got.push(read.value);
  }
  return got;
}

/** Queues as the platform's streams. */
export const streams: readonly Behaviour[] = [
  behaviour({
    id: 'streams.readable',
    title:
      'queue.readable gives the items, one get for a read, and ends when the queue is shut down',
    about: 'streams',
    kind: 'normal',
    needs: [],
    async run({ Queue }, tools) {
      const queue = new Queue<number>();
      await queue.putMany([1, 2, 3]);
      const reader = queue.readable.getReader();
      await tools.hostTurn();
      const sizes = [queue.size];
      const { value: first } = await reader.read();
      await tools.hostTurn();
      sizes.push(queue.size);
      reader.releaseLock();
      queue.shutdown();
      const rest = await readAll(queue.readable);
      return { sizes, first: first ?? null, rest, same: queue.readable === queue.readable };
    },
    expect: { sizes: [3, 2], first: 1, rest: [2, 3], same: true },
  }),
  behaviour({
    id: 'streams.response',
    title: 'queue.readable is the body of a Response',
    about: 'streams',
    kind: 'normal',
    needs: [],
    async run({ Queue, spawn }) {
      const queue = new Queue<Uint8Array<ArrayBuffer>>({ maxsize: 1 });
      const encoder = new TextEncoder();
      const writing = spawn(function* () {
        for (const word of ['warp ', 'and ', 'weft']) yield* queue.put(encoder.encode(word));
        queue.shutdown();
      });
      const text = await new Response(queue.readable).text();
      await writing;
      return text;
    },
    expect: 'warp and weft',
  }),
  behaviour({
    id: 'streams.cancel',
    title: 'a stream that is cancelled while it waits takes no item any more',
    about: 'streams',
    kind: 'given-up',
    needs: [],
    async run({ Queue }, tools) {
      const queue = new Queue<number>();
      const reader = queue.readable.getReader();
      const reading = reader.read();
      await tools.hostTurn();
      await reader.cancel();
      const { done } = await reading;
      queue.tryPut(1);
      await tools.hostTurn();
      return { done, left: queue.size, got: queue.tryGet() ?? null };
    },
    expect: { done: true, left: 1, got: 1 },
  }),
  behaviour({
    id: 'streams.writable',
    title: 'pipeTo(queue.writable) puts each item when there is room, and shuts the queue down',
    about: 'streams',
    kind: 'normal',
    needs: [],
    async run({ Queue }, tools) {
      const queue = new Queue<number>({ maxsize: 2 });
      const piping = streamOf([1, 2, 3, 4, 5]).pipeTo(queue.writable);
      while (!queue.full) await tools.hostTurn();
      const waiting = queue.size;
      const got: number[] = [];
      for await (const item of queue) got.push(item);
      await piping;
      return { waiting, got, later: await tools.thrownBy(() => queue.put(6)) };
    },
    expect: { waiting: 2, got: [1, 2, 3, 4, 5], later: 'ShutDownError' },
  }),
  behaviour({
    id: 'streams.through',
    title: 'pipeThrough(queue) hands items on, and the failure of their source',
    about: 'streams',
    kind: 'normal',
    needs: [],
    async run({ Queue }, tools) {
      const through = streamOf([1, 2, 3, 4, 5]).pipeThrough(new Queue<number>({ maxsize: 2 }));
      const got = await readAll(through);
      const broken = streamOf([1], new RangeError('the source broke'));
      const failure = await tools.failureOf(() => readAll(broken.pipeThrough(new Queue<number>())));
      return { got, failure };
    },
    expect: {
      got: [1, 2, 3, 4, 5],
      failure: { class: 'RangeError', message: 'the source broke', instance: true },
    },
  }),
  behaviour({
    id: 'streams.abort',
    title: 'an aborted stream puts nothing more, and shuts the queue down at once',
    about: 'streams',
    kind: 'given-up',
    needs: [],
    async run({ Queue }, tools) {
      const queue = new Queue<number>({ maxsize: 1 });
      const writer = queue.writable.getWriter();
      writer.closed.catch(() => {});
      await writer.write(1);
      const waiting = tools.thrownBy(() => writer.write(2));
      await tools.hostTurn();
      await writer.abort(new RangeError('no more'));
      return { waiting: await waiting, left: queue.size, closed: queue.closed };
    },
    expect: { waiting: 'RangeError', left: 0, closed: true },
  }),
  behaviour({
    id: 'streams.shut-down',
    title: 'a write into a queue that was shut down fails as put does',
    about: 'streams',
    kind: 'bad-input',
    needs: [],
    async run({ Queue }, tools) {
      const queue = new Queue<number>();
      const writer = queue.writable.getWriter();
      writer.closed.catch(() => {});
      queue.shutdown();
      return await tools.thrownBy(() => writer.write(1));
    },
    expect: 'ShutDownError',
  }),
];
