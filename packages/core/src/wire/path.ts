/** One step from a container to what it holds. */
export type Step = string | number | Inside;

/** A step into a Map or a Set. */
export class Inside {
  readonly as: 'key' | 'value' | 'element';
  readonly key: unknown;

  constructor(as: 'key' | 'value' | 'element', key?: unknown) {
    this.as = as;
    this.key = key;
  }
}

/** `args[0].a["b c"].get("k")`, `key of args[0]`, `(element of args[0]).x`. */
export function pathOf(root: string, steps: readonly Step[]): string {
  let path = root;
  let spoken = false;
  for (const step of steps) {
    if (step instanceof Inside && step.as !== 'value') {
      path = `${step.as} of ${spoken ? `(${path})` : path}`;
      spoken = true;
      continue;
    }
    if (spoken) path = `(${path})`;
    spoken = false;
    if (step instanceof Inside) path += `.get(${shown(step.key)})`;
    else if (typeof step === 'string' && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(step)) {
      path += `.${step}`;
    } else
      path += typeof step === 'number' || /^\d+$/.test(step) ? `[${step}]` : `[${shown(step)}]`;
  }
  return path;
}

function shown(key: unknown): string {
  if (typeof key === 'string') return JSON.stringify(key);
  if (typeof key === 'bigint') return `${key}n`;
  if (typeof key === 'object' && key !== null) return '…';
  return typeof key === 'function' ? '…' : String(key);
}
