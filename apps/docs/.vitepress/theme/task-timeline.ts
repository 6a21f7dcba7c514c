import {
  onBeforeUnmount,
  onMounted,
  ref,
  shallowReactive,
  shallowRef,
  type Ref,
  type ShallowRef,
} from 'vue';
import { Frames } from '../../demo/tasks/frames.ts';
import type { Lane, Lanes } from '../../demo/tasks/lanes.ts';
import type { Stage } from '../../demo/tasks/stage.ts';
import type { PolicyName } from '../../demo/tasks/workshop.ts';

/** Milliseconds that are remembered. */
const kept = 12_000;
/** Milliseconds between two pictures: every other frame will do, and slower where the reader wants no motion. */
const pace = 30;
const calmPace = 500;

/** A row beside the picture. */
export interface Row {
  readonly id: number;
  readonly name: string;
  readonly state: ReturnType<Lanes['stateOf']>;
  /** When it was asked to end. */
  readonly asked: number | undefined;
  readonly ended: number | undefined;
}

export interface FrameCount {
  /** Frames of the last second. */
  readonly second: number;
  /** The longest pause of the last second. */
  readonly longest: number;
  /** The last pauses. */
  readonly pauses: readonly number[];
}

export interface TaskTimelineState {
  readonly phase: Ref<'loading' | 'ready' | 'failed'>;
  readonly rows: ShallowRef<readonly Row[]>;
  readonly frames: ShallowRef<FrameCount>;
  readonly log: readonly string[];
  readonly busy: { readonly spin: boolean; readonly rush: boolean };
  spawnBaker(): void;
  cake(): Promise<void>;
  guest(): Promise<void>;
  spin(): Promise<void>;
  block(): void;
  rush(policy: PolicyName): Promise<void>;
  cancel(id: number): void;
}

/** Tasks of this page while `shown` is true, and `draw` with each frame. */
export function useTaskTimeline(
  panel: Ref<HTMLElement | undefined>,
  draw: (stage: Stage, lanes: readonly Lane[], now: number) => void,
): TaskTimelineState {
  const phase = ref<'loading' | 'ready' | 'failed'>('loading');
  const rows = shallowRef<readonly Row[]>([]);
  const frames = shallowRef<FrameCount>({ second: 0, longest: 0, pauses: [] });
  const log: string[] = shallowReactive([]);
  const busy = shallowReactive({ spin: false, rush: false });
  const drawn = new Frames(4000);
  let stage: Stage | undefined;
  let observer: IntersectionObserver | undefined;
  let frame = 0;
  let calm: { readonly matches: boolean } = { matches: false };
  let opened = false;
  let counted = 0;
  let looked = 0;

  function note(line: string): void {
    log.unshift(line);
    if (log.length > 4) log.pop();
  }

  function look(now: number): void {
    if (stage === undefined || now - looked < (calm.matches ? calmPace : pace)) return;
    looked = now;
    stage.lanes.forget(now - kept);
    const lanes = [...stage.lanes.all.values()];
    draw(stage, lanes, now);
    const next = lanes.map((lane) => rowOf(lane, stage!.lanes));
    if (!same(rows.value, next)) rows.value = next;
    if (now - counted < 250) return;
    counted = now;
    const { count, longest } = drawn.since(now - 1000, now);
    frames.value = { second: count, longest, pauses: drawn.pauses(now - 2000, now).slice(-90) };
  }

  function animate(): void {
    const now = performance.now();
    drawn.add(now);
    look(now);
    frame = requestAnimationFrame(animate);
  }

  async function show(): Promise<void> {
    if (opened) return;
    opened = true;
    try {
      const { Stage } = await import('../../demo/tasks/stage.ts');
      stage = new Stage();
      stage.open();
      phase.value = 'ready';
    } catch (error) {
      phase.value = 'failed';
      note(`The demo failed: ${String(error)}`);
    }
  }

  onMounted(() => {
    calm = matchMedia('(prefers-reduced-motion: reduce)');
    // It begins when it comes into view, and is not drawn while it is out of it.
    observer = new IntersectionObserver((entries) => {
      cancelAnimationFrame(frame);
      if (!entries.at(-1)?.isIntersecting) return;
      void show();
      animate();
    });
    if (panel.value) observer.observe(panel.value);
  });
  onBeforeUnmount(() => {
    observer?.disconnect();
    cancelAnimationFrame(frame);
    stage?.close();
  });

  /** What became of the frames since then. */
  function framesSince(began: number): string {
    const { count, longest } = drawn.since(began, performance.now());
    return `${count} frames meanwhile, the longest pause ${Math.round(longest)} ms`;
  }

  return {
    phase,
    rows,
    frames,
    log,
    busy,
    spawnBaker: () => stage?.spawnBaker(),
    cancel: (id) => stage?.cancel(id),
    async cake() {
      note(await stage!.cake());
    },
    async guest() {
      note(await stage!.guest());
    },
    async spin() {
      busy.spin = true;
      const began = performance.now();
      const turns = await stage!.spin();
      note(
        turns === undefined
          ? 'the spinner was cancelled'
          : `a loop with yield*: ${turns.toLocaleString('en')} turns in a second; ${framesSince(began)}`,
      );
      busy.spin = false;
    },
    block() {
      const began = performance.now();
      while (performance.now() - began < 1000);
      note(`a loop without yield*: ${framesSince(began)}`);
    },
    async rush(policy) {
      busy.rush = true;
      note(`${policy}: ${(await stage!.rush(policy)).join(', ')}`);
      busy.rush = false;
    },
  };
}

function rowOf(lane: Lane, lanes: Lanes): Row {
  return {
    id: lane.id,
    name: lane.name,
    state: lanes.stateOf(lane),
    asked: lane.cancelled,
    ended: lane.ended?.at,
  };
}

function same(a: readonly Row[], b: readonly Row[]): boolean {
  return (
    a.length === b.length &&
    a.every((row, index) => {
      const other = b[index]!;
      return row.id === other.id && row.state === other.state && row.asked === other.asked;
    })
  );
}
