/** A value as a message shows it, in one short line. */
export function show(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  if (typeof value !== 'object' || value === null)
    return `${String(value)}${typeof value === 'bigint' ? 'n' : ''}`;
  if (Array.isArray(value)) return 'an array';
  if (Object.prototype.toString.call(value) === '[object Generator]') return 'a generator';
  return `an object (${value.constructor?.name || 'Object'})`;
}
