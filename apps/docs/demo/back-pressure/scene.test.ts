import { Queue, gather, run, sleep, spawn, type Coroutine } from 'heddle';
import { VirtualClock } from 'heddle/testing';
import { expect, test } from 'vitest';
import { Scene } from './scene.ts';
import { spinning } from './spinning.ts';
import { bounds, spinners, weavers, type Moment, type Pace } from './workshop.ts';

const slowSpinning: Pace = { spinning: 2000, weaving: 200 };
const slowWeaving: Pace = { spinning: 200, weaving: 2000 };

interface Watched {
  readonly scene: Scene;
  /** The most that were in the basket at a time. */
  readonly fullest: number;
}

/** Half a minute of work, and what was seen of it. */
async function watchWork(maxsize: number, pace: Pace, immediate = false): Promise<Watched> {
  using clock = new VirtualClock({ autojump: true });
  const scene = new Scene(maxsize);
  const workshop = {
    basket: new Queue<string>({ maxsize }),
    diary: new Queue<Moment>(),
    pace,
  };
  let fullest = 0;
  await run(function* (): Coroutine<void> {
    const noting = spawn(() => workshop.diary.forEach((moment) => scene.tell(moment, clock.now)));
    const workers = [
      ...Object.keys(spinners).map((who) => spawn(spinning.spin, who, workshop)),
      ...Object.keys(weavers).map((who) => spawn(spinning.weave, who, workshop)),
    ];
    yield* sleep(5); // so as to look when everybody has told what it did
    for (let look = 0; look < 3000; look += 1) {
      yield* sleep(10);
      expect(scene.basket).toHaveLength(workshop.basket.size);
      fullest = Math.max(fullest, workshop.basket.size);
    }
    workshop.basket.shutdown({ immediate });
    yield* gather(workers);
    workshop.diary.shutdown();
    yield* noting;
  });
  return { scene, fullest };
}

test.each(bounds)(
  'with room for %d, the picture of the basket is that of the queue',
  async (maxsize) => {
    const { fullest } = await watchWork(maxsize, slowWeaving);
    if (maxsize > 0) expect(fullest).toBe(maxsize);
    else expect(fullest).toBeGreaterThan(20);
  },
);

test('who is too fast stands at the door, unless there is no bound', async () => {
  const { scene: bounded } = await watchWork(4, slowWeaving);
  expect(bounded.levels.at(-1)!.at).toBeGreaterThanOrEqual(30_000);
  const full = bounded.levels.filter(({ atTheDoor }) => atTheDoor === 3);
  expect(full.length).toBeGreaterThan(10);
  expect(full.every(({ inBasket }) => inBasket >= 3)).toBe(true);
  // Whoever came to the door went on at once.
  const { scene: unbounded } = await watchWork(0, slowWeaving);
  expect(standing(unbounded)).toBe(0);
  expect(standing(bounded)).toBeGreaterThan(20_000);
});

/** For how long somebody stood at the door. */
function standing({ levels }: Scene): number {
  let sum = 0;
  for (const [index, level] of levels.entries()) {
    const end = levels[index + 1]?.at ?? level.at;
    if (level.atTheDoor > 0) sum += end - level.at;
  }
  return sum;
}

test('with slow spinning the weavers wait, and nobody stands at the door', async () => {
  const { scene } = await watchWork(4, slowSpinning);
  expect(standing(scene)).toBe(0);
  expect(scene.levels.filter(({ waiting }) => waiting === 2).length).toBeGreaterThan(10);
});

test('after shutdown() all that was put is woven, and everybody has ended', async () => {
  const { scene } = await watchWork(8, slowWeaving);
  expect(scene.put).toBeGreaterThan(30);
  expect([scene.left, scene.basket]).toEqual([0, []]);
  for (const { doing } of [...scene.spinners, ...scene.weavers]) expect(doing).toBe('ended');
});

test('after shutdown({ immediate: true }) what was in the basket is left over', async () => {
  const { scene } = await watchWork(8, slowWeaving, true);
  expect([scene.left, scene.basket.length]).toEqual([8, 8]);
  expect(new Set(scene.basket).size).toBe(8);
});

test('a skein that is heard of as taken before it is heard of as put was not in the basket', () => {
  const scene = new Scene(4);
  scene.tell({ who: 'Ada', doing: 'at the door', skein: 'A1' }, 1);
  scene.tell({ who: 'Dan', doing: 'weaves', skein: 'A1' }, 2);
  expect([scene.basket, scene.taken]).toEqual([[], 1]);
  scene.tell({ who: 'Ada', doing: 'has put', skein: 'A1' }, 3);
  expect([scene.basket, scene.left]).toEqual([[], 0]);
});

test('a skein that makes room for the next one is no longer in the basket, though that is heard of later', () => {
  const scene = new Scene(1);
  scene.tell({ who: 'Ada', doing: 'has put', skein: 'A1' }, 1);
  scene.tell({ who: 'Bea', doing: 'has put', skein: 'B1' }, 2);
  expect(scene.basket).toEqual(['B1']);
  scene.tell({ who: 'Dan', doing: 'weaves', skein: 'A1' }, 3);
  expect([scene.basket, scene.left]).toEqual([['B1'], 1]);
});

test('of the levels as much is kept as is shown', () => {
  const scene = new Scene(4, 100);
  for (let at = 1; at <= 1000; at += 1) scene.tell({ who: 'Ada', doing: 'spins', skein: '' }, at);
  expect(scene.levels[0]!.at).toBe(900);
  expect(scene.levels.at(-1)!.at).toBe(1000);
});
