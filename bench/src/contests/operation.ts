import { Queue, spawn, type Coroutine } from 'heddle';
import { sumBelow, type Contest, type Side } from '../contest.ts';
import { PromiseQueue } from '../peers/promise-queue.ts';

/** Each round trip is two hand-overs: one waits until the other has put. */
function* ask(there: Queue<number>, back: Queue<number>, times: number): Coroutine<number> {
  let sum = 0;
  for (let i = 0; i < times; i += 1) {
    there.tryPut(i);
    sum += yield* back.get();
  }
  return sum;
}

function* answer(there: Queue<number>, back: Queue<number>, times: number): Coroutine<void> {
  for (let i = 0; i < times; i += 1) back.tryPut(yield* there.get());
}

type Slot = PromiseQueue<number>;

async function askNative(there: Slot, back: Slot, times: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < times; i += 1) {
    void there.put(i);
    sum += await back.get();
  }
  return sum;
}

async function answerNative(there: Slot, back: Slot, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) void back.put(await there.get());
}

function awaiting(name: string, one: PromiseLike<number>): Side {
  return {
    name,
    async run(operations) {
      let sum = 0;
      for (let i = 0; i < operations; i += 1) sum += await one;
      return sum;
    },
  };
}

export const operationContests: readonly Contest[] = [
  {
    id: 'operation-settled-yield',
    title: 'yield* of a settled operation | await of a settled promise',
    sum: (operations) => operations,
    async open() {
      const operation = spawn(() => 1);
      await operation;
      const promise = Promise.resolve(1);
      return [
        {
          name: 'yield* operation',
          run: (operations) =>
            spawn(function* (): Coroutine<number> {
              let sum = 0;
              for (let i = 0; i < operations; i += 1) sum += yield* operation;
              return sum;
            }).toPromise(),
        },
        awaiting('await promise', promise),
      ];
    },
  },
  {
    id: 'operation-settled-await',
    title: 'await of a settled operation | of a settled promise',
    sum: (operations) => operations,
    async open() {
      const operation = spawn(() => 1);
      await operation;
      const promise = Promise.resolve(1);
      return [awaiting('await operation', operation), awaiting('await promise', promise)];
    },
  },
  {
    id: 'operation-hand-over',
    title: 'round trip between two coroutines | two async functions: two suspensions',
    sum: sumBelow,
    open: () => [
      {
        name: 'yield* queue.get()',
        async run(operations) {
          const [there, back] = [new Queue<number>(), new Queue<number>()];
          const answering = spawn(answer, there, back, operations);
          const sum = await spawn(ask, there, back, operations);
          await answering;
          return sum;
        },
      },
      {
        name: 'await of a new promise',
        async run(operations) {
          const [there, back] = [new PromiseQueue<number>(), new PromiseQueue<number>()];
          const answering = answerNative(there, back, operations);
          const sum = await askNative(there, back, operations);
          await answering;
          return sum;
        },
      },
    ],
  },
];
