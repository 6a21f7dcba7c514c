/** Assignment to `__proto__` would set the prototype. */
export function setOwn(container: object, key: string | number, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(container, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  } else (container as Record<string | number, unknown>)[key] = value;
}
