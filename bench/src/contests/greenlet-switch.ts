import { Greenlet, spawn, type Coroutine } from 'heddle';
import { sumBelow, type Contest } from '../contest.ts';
import { pythonGreenlet } from '../peers/python-greenlet.ts';

// A number goes to and fro, one higher at each switch, until it is `count`.

function* two(count: number): Coroutine<number> {
  const pair: Greenlet[] = [];
  function* play(begin: number): Coroutine<number> {
    const other = (Greenlet.current === pair[0] ? pair[1] : pair[0])!;
    let [total, value] = [0, begin];
    while (value < count) {
      total += value;
      value = yield* other.switch<number>(value + 1);
    }
    return total;
  }
  const [first, second] = [new Greenlet(play), new Greenlet(play)];
  pair.push(first, second);
  // Whoever gets the last number ends, and its parent, which is here, goes on.
  const total = yield* first.switch<number>(0);
  return total + (yield* (first.dead ? second : first).switch<number>(count));
}

function* answer(begin: number): Coroutine<void> {
  const parent = Greenlet.current.parent!;
  for (let value = begin; ;) value = yield* parent.switch<number>(value + 1);
}

function* bareAnswer(): Generator<number, never, number> {
  for (let value = 0; ;) value = (yield value) + 1;
}

function fromMain(count: number): number {
  using answering = new Greenlet(answer);
  let total = 0;
  for (let value = 0; value < count; value += 2) {
    total += value;
    const back = answering.switchSync<number>(value);
    if (back < count) total += back;
  }
  return total;
}

function bareFromMain(count: number): number {
  const answering = bareAnswer();
  answering.next();
  let total = 0;
  for (let value = 0; value < count; value += 2) {
    total += value;
    const back = answering.next(value).value;
    if (back < count) total += back;
  }
  return total;
}

function bareTwo(count: number): number {
  const [first, second] = [bareAnswer(), bareAnswer()];
  first.next();
  second.next();
  let total = 0;
  for (let value = 0; value < count;) {
    total += value;
    value = (value % 2 === 0 ? first : second).next(value).value;
  }
  return total;
}

export const greenletSwitch: readonly Contest[] = [
  {
    id: 'greenlet-switch',
    title: 'a switch with a value between two greenlets',
    sum: sumBelow,
    open: () => [
      { name: 'yield* switch()', run: (count) => spawn(two, count).toPromise() },
      { name: 'bare generators, a loop', run: bareTwo },
      ...pythonGreenlet('two'),
    ],
  },
  {
    id: 'greenlet-switch-main',
    title: 'a switch with a value between the main program and a greenlet',
    sum: sumBelow,
    open: () => [
      { name: 'switchSync(), yield* switch()', run: fromMain },
      { name: 'bare generator, next()', run: bareFromMain },
      ...pythonGreenlet('main'),
    ],
  },
];
