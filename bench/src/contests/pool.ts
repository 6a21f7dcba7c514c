import { sumBelow, type Contest, type Side } from '../contest.ts';
import type { PoolKind } from '../pools/pool.ts';
import {
  allAnswer,
  closed,
  computing,
  inFlight,
  inTurn,
  poolSide,
  thereAndBack,
  wave,
} from '../pools/side.ts';

type Common = Omit<Contest, 'id' | 'title'>;

const common = {
  cpuPerMillion: true,
  peersMayBreak: true,
  keepsGarbage: true,
  // Each adds 1 to 0 … n - 1.
  sum: (operations) => sumBelow(operations + 1),
} as const satisfies Partial<Common>;

const inWords = (workers: number): string => (workers === 1 ? '1 worker' : `${workers} workers`);

/** With 1 worker and with 2, each with free cores and with one taken. */
function adding(kinds: readonly PoolKind[]): Contest[] {
  return [false, true].flatMap((coreTaken) =>
    [1, 2].flatMap((workers): Contest[] => {
      const id = `${workers}${coreTaken ? '-core-taken' : ''}`;
      const where = `${inWords(workers)}${coreTaken ? ', one core taken' : ''}`;
      return [
        {
          ...common,
          id: `pool-turn-${id}`,
          title: `add(a, b), one after another, ${where}`,
          coreTaken,
          open: () => kinds.map((kind) => poolSide(kind, { workers, warmUp: 1000, run: inTurn })),
        },
        {
          ...common,
          id: `pool-flight-${id}`,
          title: `add(a, b), ${wave} in flight, ${where}`,
          coreTaken,
          step: wave,
          open: () =>
            kinds.map((kind) => poolSide(kind, { workers, warmUp: 2 * wave, run: inFlight })),
        },
      ];
    }),
  );
}

function starting(kind: PoolKind): Side {
  return {
    name: kind.name,
    async run(operations, note) {
      const began = performance.now();
      const pool = await kind.open(2);
      await allAnswer(pool, 2);
      note((performance.now() - began) * 1e6);
      await closed(pool);
      return operations;
    },
  };
}

function unshared(kinds: readonly PoolKind[], workers: number): Contest {
  return {
    ...common,
    id: `pool-unshared-${workers}`,
    title: `add(a, b), ${wave} in flight, ${inWords(workers)}, without shared memory`,
    unshared: true,
    step: wave,
    open: () => kinds.map((kind) => poolSide(kind, { workers, warmUp: 2 * wave, run: inFlight })),
  };
}

/** @param kinds Heddle's pool first. The last is the limit, which can do nothing but add. */
export function poolContests(kinds: readonly PoolKind[], limit: PoolKind): Contest[] {
  return [
    ...adding([...kinds, limit]),
    unshared(kinds, 1),
    unshared(kinds, 2),
    {
      ...common,
      id: 'pool-compute',
      title: '1000 tasks that compute for a millisecond, 2 workers',
      measures: 'round',
      operations: 1000,
      rounds: 5,
      sum: sumBelow,
      open: () => kinds.map((kind) => poolSide(kind, { workers: 2, warmUp: 20, run: computing })),
    },
    {
      ...common,
      id: 'pool-transfer',
      title: 'a Uint8Array of a megabyte there and back, 1 worker',
      sum: (operations) => operations,
      open: () =>
        kinds.map((kind) => poolSide(kind, { workers: 1, warmUp: 20, run: thereAndBack })),
    },
    {
      id: 'pool-start',
      title: 'until each of 2 workers of a new pool has answered',
      measures: 'delay',
      operations: 1,
      peersMayBreak: true,
      keepsGarbage: true,
      sum: () => 1,
      open: () => kinds.map(starting),
    },
  ];
}
