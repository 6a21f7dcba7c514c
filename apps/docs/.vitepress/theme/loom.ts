import { computed, onBeforeUnmount, ref, shallowReactive, shallowRef, triggerRef } from 'vue';
import type { ComputedRef, Ref, ShallowRef } from 'vue';
import type { Moment, Row } from '../../demo/loom.ts';
import { Timeline } from '../../demo/timeline.ts';
import type { Weaving, Woven } from '../../demo/weaving.ts';

/** Milliseconds that the picture shows. */
export const span = 12_000;
/** Rows of a piece of cloth. */
export const length = 24;
/** Rows that the queue holds at most. */
export const room = 4;

export interface LoomState {
  readonly phase: Ref<'ready' | 'starting' | 'running' | 'ended'>;
  readonly timeline: ShallowRef<Timeline>;
  readonly now: Ref<number>;
  readonly count: Ref<number>;
  readonly shared: Ref<boolean>;
  readonly holder: ComputedRef<string | undefined>;
  readonly woven: readonly Row[];
  readonly queue: ComputedRef<readonly Row[]>;
  readonly result: Ref<Woven | undefined>;
  readonly error: Ref<string | undefined>;
  start(threads: boolean, speed: number): Promise<void>;
  setSpeed(speed: number): void;
  stop(): void;
}

const newTimeline = (): Timeline => new Timeline(['warp', 'weft', 'page'], span);
const clock = (): number => performance.timeOrigin + performance.now();

/** What the demo's component shows, kept up to date while the threads run. */
export function useLoom(): LoomState {
  const phase = ref<'ready' | 'starting' | 'running' | 'ended'>('ready');
  const timeline = shallowRef(newTimeline());
  const now = ref(0);
  const count = ref(0);
  const shared = ref(false);
  const result = ref<Woven>();
  const error = ref<string>();
  const woven: Row[] = shallowReactive([]);
  const put: Row[] = shallowReactive([]);
  let weaving: Weaving | undefined;
  let frame = 0;

  const holder = computed(() => {
    const lanes = Object.entries(timeline.value.lanes);
    return lanes.find(([, bars]) => {
      const last = bars.at(-1);
      return last?.phase === 'holds the lock' && last.end === undefined;
    })?.[0];
  });
  // The diary and the rows come through two queues: a row may have been taken before the page reads that it was put.
  const queue = computed(() => {
    const taken = new Set(woven.map(({ number }) => number));
    return put.filter(({ number }) => !taken.has(number)).toSorted((a, b) => a.number - b.number);
  });

  function note(moment: Moment): void {
    timeline.value.add(moment);
    if (moment.row !== undefined) put.push(moment.row);
    triggerRef(timeline);
  }

  function look(): void {
    if (weaving === undefined) return;
    ({ count: count.value, shared: shared.value } = weaving.state());
    now.value = clock();
  }

  /** Draws with each frame, or twice a second where the reader wants no motion. */
  function draw(): void {
    look();
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      frame = window.setTimeout(draw, 500);
    } else {
      frame = requestAnimationFrame(draw);
    }
  }

  function rest(): void {
    cancelAnimationFrame(frame);
    clearTimeout(frame);
  }

  async function start(threads: boolean, speed: number): Promise<void> {
    phase.value = 'starting';
    timeline.value = newTimeline();
    woven.length = put.length = 0;
    result.value = error.value = undefined;
    try {
      const { weave } = await import('../../demo/weaving.ts');
      weaving = weave({
        length,
        room,
        speed,
        threads,
        onMoment: note,
        onRow: (row) => woven.push(row),
      });
      phase.value = 'running';
      draw();
      result.value = await weaving.done;
    } catch (thrown) {
      error.value = String(thrown);
    } finally {
      rest();
      look();
      weaving = undefined;
      phase.value = 'ended';
    }
  }

  onBeforeUnmount(() => {
    weaving?.stop();
    rest();
  });

  return {
    phase,
    timeline,
    now,
    count,
    shared,
    holder,
    woven,
    queue,
    result,
    error,
    start,
    setSpeed: (speed) => weaving?.setSpeed(speed),
    stop: () => weaving?.stop(),
  };
}
