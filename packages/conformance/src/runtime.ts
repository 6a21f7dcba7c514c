import type { RuntimeVersion } from './result.ts';

interface Marks {
  Bun?: { version: string };
  Deno?: { version: { deno: string } };
  process?: { versions?: { node?: string } };
  navigator?: { userAgent?: string };
}

/** What runs this: for the head of a column, never to decide anything. */
export function runtimeVersion(marks: Marks = globalThis as Marks): RuntimeVersion {
  if (marks.Bun) return { name: 'Bun', version: marks.Bun.version };
  if (marks.Deno) return { name: 'Deno', version: marks.Deno.version.deno };
  const node = marks.process?.versions?.node;
  if (node !== undefined) return { name: 'Node', version: node };
  const agent = marks.navigator?.userAgent ?? '';
  const known = /(?<name>Firefox|Edg|Chrome)\/(?<version>[\d.]+)/.exec(agent)?.groups;
  if (known?.['name'] && known['version']) {
    const names: Record<string, string> = { Chrome: 'Chromium', Edg: 'Edge' };
    return { name: names[known['name']] ?? known['name'], version: known['version'] };
  }
  const safari = /Version\/(?<version>[\d.]+).*Safari\//.exec(agent)?.groups?.['version'];
  return safari === undefined
    ? { name: 'this runtime', version: '' }
    : { name: 'Safari', version: safari };
}
