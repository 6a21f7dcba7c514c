import { onMounted, ref, type Ref } from 'vue';

/** Is this page cross-origin isolated? Undefined until it runs in a browser. */
export function useIsolated(): Ref<boolean | undefined> {
  const isolated = ref<boolean>();
  onMounted(() => {
    isolated.value = globalThis.crossOriginIsolated === true;
  });
  return isolated;
}
