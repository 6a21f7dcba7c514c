// An event starts three runners at once; at a barrier they wait for each other after each lap.
import { Barrier, Event, Queue, Thread } from 'heddle';
import { track } from './race-start.tasks.ts';

const [ready, start, laps] = [new Queue<string>(), new Event({ name: 'start' }), 4];
const names = ['hare', 'tortoise', 'snail'];
const lap = new Barrier(names.length, { name: 'lap' });
const runners = names.map((name) =>
  Thread.start({ target: track.run, args: [ready, start, lap, laps, name], name }),
);
for (const _ of names) await ready.get();
console.log(
  `${names.length} are ready, and the start is ${start.isSet ? 'given' : 'not given yet'}`,
);
start.set();

const places: number[][] = [];
for (const runner of runners) places.push(await runner.result());
for (let index = 0; index < laps; index += 1) {
  const arrived = places.map((place) => place[index]).toSorted();
  console.log(`lap ${index + 1}: arrivals ${arrived.join(', ')}`);
}
