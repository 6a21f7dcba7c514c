import { tasks, type Barrier, type Event, type Queue } from 'heddle';

export const track = tasks('track', import.meta.url, {
  /** Gets ready, waits for the start, and runs lap after lap with the others. */
  run(ready: Queue<string>, start: Event, lap: Barrier, laps: number, name: string): number[] {
    ready.putSync(name);
    start.waitSync();
    const places: number[] = [];
    for (let i = 0; i < laps; i += 1) places.push(lap.waitSync());
    return places;
  },
});
