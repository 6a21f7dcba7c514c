import { spawn, type Coroutine } from 'heddle';
import type { Contest, Side } from '../contest.ts';

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
];
