/**
 * Classes of the runtime whose objects no boundary lets through, by name, and what to do instead. Some runtimes would make
 * an empty object of them in silence, others refuse without saying where they stand.
 */
const insteadOf: Readonly<Record<string, string>> = {
  AbortController: 'keep it, and make the call of a pool with({ signal })',
  AbortSignal: 'make the call of a pool with({ signal }), and look at currentTask().signal there',
  FormData: 'send its entries, [...form]',
  Headers: 'send its entries, [...headers]',
  Request: 'send what it is made of: url, method, headers, body',
  Response: 'send what it holds: status, headers, await response.arrayBuffer()',
  URL: 'send url.href',
  URLSearchParams: 'send its text, String(params)',
};

/** Why this object of the runtime stays in its thread; `undefined` if it is none that does. */
export function runtimeObstacle(value: object, tag: string): string | undefined {
  if (!Object.hasOwn(insteadOf, tag)) return undefined;
  // A class of the program's own may have the same tag.
  const type = (globalThis as Record<string, unknown>)[tag];
  if (typeof type !== 'function' || !(value instanceof type)) return undefined;
  const article = tag.startsWith('Abort') ? 'an' : 'a';
  return `${article} ${tag}, which stays in its thread; ${insteadOf[tag]}`;
}
