import { onBeforeUnmount, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { Floor } from '../../demo/pool/floor.ts';
import { clock, prefix } from '../../demo/pool/note.ts';

export interface CrewFloor {
  readonly floor: ShallowRef<Floor>;
  /** Changes with the floor, which is the same object all the time. */
  readonly version: Ref<number>;
  readonly now: Ref<number>;
  /** An empty floor. */
  lay(workers: number): Floor;
  /** Draws from now on, with each frame, or twice a second where the reader wants no motion. */
  begin(): void;
  rest(): void;
}

const names = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}_${index}`);

/** What the workers of a demo do, and a clock for its picture. */
export function useCrewFloor(workers: number): CrewFloor {
  const floor = shallowRef(new Floor(names(workers)));
  const version = ref(0);
  const now = ref(0);
  let timer: number | undefined;
  let isCalm = false;

  function draw(): void {
    now.value = clock();
    version.value += 1;
    timer = isCalm ? window.setTimeout(draw, 500) : requestAnimationFrame(draw);
  }

  function rest(): void {
    if (timer === undefined) return;
    if (isCalm) clearTimeout(timer);
    else cancelAnimationFrame(timer);
    timer = undefined;
    now.value = clock();
    version.value += 1;
  }

  onBeforeUnmount(rest);
  return {
    floor,
    version,
    now,
    lay(count) {
      floor.value = new Floor(names(count));
      version.value += 1;
      return floor.value;
    },
    begin() {
      rest();
      isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
      draw();
    },
    rest,
  };
}
