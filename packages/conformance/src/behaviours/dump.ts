import { behaviour, type Behaviour } from '../behaviour.ts';

/** What a thread's tasks do and wait for, as a tree. */
export const dumps: readonly Behaviour[] = [
  behaviour({
    id: 'coroutine.dump',
    title: 'dump() shows the tree of tasks, what each waits for and who has that',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ dump, spawn, Lock, Queue }, tools) {
      const queue = new Queue<string>({ name: 'jobs' });
      const lock = new Lock({ name: 'account' });
      // Minifying takes the functions' own names.
      const parent = spawn({
        name: 'parent',
        *target() {
          yield* lock.acquire();
          const child = spawn({
            name: 'child',
            *target() {
              yield* lock.acquire({ timeout: 60_000 });
            },
          });
          yield* queue.get();
          lock.release();
          yield* child;
        },
      });
      await tools.othersRan();
      const shown = dump().tasks.find(({ name }) => name === 'parent');
      const facts = [shown, ...(shown?.children ?? [])].map((task) => ({
        name: task?.name,
        state: task?.state,
        waits: task?.waits.map(({ what, why, limited }) => ({ what, why, limited })),
      }));
      queue.tryPut('go on');
      await parent;
      return { facts, after: dump().tasks.some(({ name }) => name === 'parent') };
    },
    expect: {
      facts: [
        {
          name: 'parent',
          state: 'waiting',
          waits: [
            {
              what: 'get of queue "jobs"',
              why: 'it holds 0 items',
              limited: false,
            },
          ],
        },
        {
          name: 'child',
          state: 'waiting',
          waits: [
            {
              what: 'acquire of "account"',
              why: 'parent (main) holds it and waits for queue "jobs"',
              limited: true,
            },
          ],
        },
      ],
      after: false,
    },
  }),
];
