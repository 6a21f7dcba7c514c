import type { Result, RuntimeVersion } from '@heddle/conformance';
import { reactive, ref, type Ref } from 'vue';

export interface LiveColumn {
  /** By the ids of the behaviours. */
  readonly results: Map<string, Result>;
  readonly runtime: Ref<RuntimeVersion | undefined>;
  /** The id of the one that is running. */
  readonly current: Ref<string | undefined>;
  readonly progress: Ref<{ readonly done: number; readonly total: number } | undefined>;
  readonly busy: Ref<boolean>;
  readonly error: Ref<string | undefined>;
  run(only?: readonly string[]): Promise<void>;
}

/** The column of the reader's own browser, which fills while the behaviours run. */
export function useLiveColumn(): LiveColumn {
  const results: Map<string, Result> = reactive(new Map());
  const runtime = ref<RuntimeVersion>();
  const current = ref<string>();
  const progress = ref<{ done: number; total: number }>();
  const busy = ref(false);
  const error = ref<string>();

  async function run(only?: readonly string[]): Promise<void> {
    busy.value = true;
    error.value = undefined;
    for (const id of only ?? [...results.keys()]) results.delete(id);
    try {
      const { runLive } = await import('../../comparison/live.ts');
      const report = await runLive(only, (step) => {
        if (step.type === 'begin') {
          current.value = step.id;
          progress.value = { done: step.index, total: step.total };
        } else {
          results.set(step.result.id, step.result);
          progress.value = { done: step.index + 1, total: step.total };
        }
      });
      runtime.value = report.runtime;
    } catch (thrown) {
      error.value = String(thrown);
    } finally {
      current.value = undefined;
      busy.value = false;
    }
  }

  return { results, runtime, current, progress, busy, error, run };
}
